package io.serviceregistry.client;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How a client behaves. Made by {@link RegistryClient.Builder}.
 *
 * @param name names the client in logs and thread names
 * @param addresses the nodes, "host:port"; any of them will do, more of them outlive more failures
 * @param callDeadline the longest a call takes, all its attempts included
 * @param attemptTimeout the longest one attempt takes before another node is tried
 * @param closeTimeout the longest that closing waits for deregistrations
 * @param learnMembers whether the members that the cluster names are asked too, besides the addresses
 */
public record ClientConfig(
        String name,
        List<String> addresses,
        Duration callDeadline,
        Duration attemptTimeout,
        Duration closeTimeout,
        boolean learnMembers) {

    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/]+):\\d{1,5}");
    private static final int MAX_ADDRESSES = 64; // a cluster has five nodes; this is a typing error

    public ClientConfig {
        Objects.requireNonNull(name, "name");
        addresses = List.copyOf(new LinkedHashSet<>(addresses));
        if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "addresses.size(): " + addresses.size() + " (expected: 1.." + MAX_ADDRESSES + ')');
        }
        for (String address : addresses) {
            if (!ADDRESS.matcher(address).matches()) {
                throw new IllegalArgumentException("address: " + address + " (expected: host:port)");
            }
        }
        requirePositive("callDeadline", callDeadline);
        requirePositive("attemptTimeout", attemptTimeout);
        requirePositive("closeTimeout", closeTimeout);
        if (attemptTimeout.compareTo(callDeadline) > 0) {
            throw new IllegalArgumentException("attemptTimeout: " + attemptTimeout + " (expected: <= callDeadline "
                    + callDeadline + ", so that a hanging node leaves time for another)");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1 ms)");
        }
    }
}
