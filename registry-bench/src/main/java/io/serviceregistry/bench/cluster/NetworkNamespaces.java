package io.serviceregistry.bench.cluster;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Each node in a network namespace of its own, so that a node can be cut off from the others while clients still reach it.
 *
 * <pre>
 *  root namespace           hub namespace              a namespace per node
 *  clients  .254 ---veth--- bridge ---veth--- .1 n1
 *                                  ---veth--- .2 n2   ...
 * </pre>
 *
 * <p>The bridge has a namespace of its own too: in the root namespace the machine's own firewall would look at what crosses
 * it. Names and subnet are unique to this object, and {@link #close} removes all of it: nothing of others is touched.
 * Needs root, {@code ip} and {@code iptables}; {@link #missing} tells. Not thread-safe.
 */
public final class NetworkNamespaces implements Site, AutoCloseable {
    private static final int ROOT_HOST = 254;
    private static final int ATTEMPTS = 20;

    private final String tag;
    private final String subnet;
    private final Map<String, Integer> hosts = new LinkedHashMap<>();
    private final List<String> made = new ArrayList<>();

    private NetworkNamespaces(String tag, String subnet) {
        this.tag = tag;
        this.subnet = subnet;
    }

    /** Why this machine and user cannot have them; empty when they can. Tries it out. */
    public static Optional<String> missing() {
        try (NetworkNamespaces trial = create(1)) {
            trial.isolate("n1");
            trial.rejoin("n1");
            return Optional.empty();
        } catch (IllegalStateException | UncheckedIOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Why connections between nodes cannot be led over the clients' namespace; empty when they can. Tries it out. */
    public static Optional<String> missingDetours() {
        try (NetworkNamespaces trial = create(2)) {
            trial.detour("n1", "n2");
            trial.straighten("n1");
            return Optional.empty();
        } catch (IllegalStateException | UncheckedIOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Makes the namespaces of n1 and on.
     *
     * @throws IllegalStateException when it cannot; nothing is left then
     */
    public static NetworkNamespaces create(int nodes) {
        NetworkNamespaces namespaces = unused();
        try {
            namespaces.make(nodes);
            return namespaces;
        } catch (IllegalStateException | UncheckedIOException e) {
            namespaces.close();
            throw e;
        }
    }

    /** A name and a subnet that nothing on this machine has; from the process id on, so that two runs do not meet. */
    private static NetworkNamespaces unused() {
        String names = SystemCommand.run("ip netns list");
        String routes = SystemCommand.run("ip -4 route show table all");
        long pid = ProcessHandle.current().pid();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int number = (int) ((pid * ATTEMPTS + attempt) % (56 * 254));
            String tag = "rf%04x".formatted(number);
            String subnet = "10." + (200 + number / 254) + '.' + (1 + number % 254) + '.';
            if (!names.contains(tag) && !routes.contains(subnet)) {
                return new NetworkNamespaces(tag, subnet);
            }
        }
        throw new IllegalStateException("no subnet in 10.200.x to 10.255.x is free");
    }

    private void make(int nodes) {
        String hub = tag + "-hub";
        addNamespace(hub);
        SystemCommand.run("ip -n " + hub + " link add br0 type bridge");
        SystemCommand.run("ip -n " + hub + " link set br0 up");
        SystemCommand.run("ip link add " + tag + " type veth peer name root netns " + hub);
        SystemCommand.run("ip addr add " + subnet + ROOT_HOST + "/24 dev " + tag);
        SystemCommand.run("ip link set " + tag + " up");
        SystemCommand.run("ip -n " + hub + " link set root master br0 up");
        for (int node = 1; node <= nodes; node++) {
            String namespace = tag + "-n" + node;
            hosts.put("n" + node, node);
            addNamespace(namespace);
            SystemCommand.run("ip -n " + hub + " link add n" + node + " type veth peer name eth0 netns " + namespace);
            SystemCommand.run("ip -n " + hub + " link set n" + node + " master br0 up");
            SystemCommand.run("ip -n " + namespace + " link set lo up");
            SystemCommand.run("ip -n " + namespace + " addr add " + subnet + node + "/24 dev eth0");
            SystemCommand.run("ip -n " + namespace + " link set eth0 up");
        }
    }

    private void addNamespace(String name) {
        SystemCommand.run("ip netns add " + name);
        made.add(name);
    }

    @Override
    public String host(String nodeId) {
        return subnet + number(nodeId);
    }

    @Override
    public List<String> command(String nodeId, List<String> command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace(nodeId)));
        inside.addAll(command);
        return inside;
    }

    /** Cuts a node off from the others, both ways and for every port; clients still reach it. */
    public void isolate(String nodeId) {
        iptables(nodeId, "-A INPUT -i eth0 ! -s " + clientHost() + " -j DROP");
        iptables(nodeId, "-A OUTPUT -o eth0 ! -d " + clientHost() + " -j DROP");
    }

    /** What one node sends to another is dropped; the other direction is as before. */
    public void cut(String from, String to) {
        iptables(to, "-A INPUT -s " + host(from) + " -j DROP");
    }

    /** So many percent of the packets from one node to another get lost. */
    public void lose(String from, String to, int percent) {
        iptables(
                to,
                "-A INPUT -s " + host(from)
                        + " -m statistic --mode random --probability %.2f -j DROP".formatted(percent / 100.0));
    }

    /** Whatever one node sends to another resets the connection it is on. */
    public void reset(String from, String to) {
        iptables(to, "-A INPUT -s " + host(from) + " -p tcp -j REJECT --reject-with tcp-reset");
    }

    /**
     * What a node sends goes through a line of so many kilobits a second, and waits for up to 0.4 s before it: to clients as well.
     */
    public void narrow(String nodeId, int kilobits) {
        SystemCommand.run("ip netns exec " + namespace(nodeId) + " tc qdisc replace dev eth0 root tbf rate " + kilobits
                + "kbit burst 16kb latency 400ms");
    }

    /** A node's line is as wide as before. */
    public void widen(String nodeId) {
        SystemCommand.run("ip netns exec " + namespace(nodeId) + " tc qdisc del dev eth0 root");
    }

    /** Where clients are. */
    public String clientHost() {
        return subnet + ROOT_HOST;
    }

    /** New connections from one node to another go to the same port of {@link #clientHost} instead. */
    public void detour(String from, String to) {
        iptables(from, "-t nat -A OUTPUT -d " + host(to) + " -p tcp -j DNAT --to-destination " + clientHost());
    }

    /** New connections from a node go where they are meant to go. */
    public void straighten(String from) {
        iptables(from, "-t nat -F OUTPUT");
    }

    /** Ends whatever else keeps a node from hearing others or being heard. */
    public void rejoin(String nodeId) {
        iptables(nodeId, "-F INPUT");
        iptables(nodeId, "-F OUTPUT");
    }

    private void iptables(String nodeId, String rule) {
        SystemCommand.run("ip netns exec " + namespace(nodeId) + " iptables -w " + rule);
    }

    private String namespace(String nodeId) {
        return tag + "-n" + number(nodeId);
    }

    private int number(String nodeId) {
        Integer number = hosts.get(nodeId);
        if (number == null) {
            throw new IllegalArgumentException("nodeId: " + nodeId + " (expected: one of " + hosts.keySet() + ')');
        }
        return number;
    }

    /**
     * Removes everything that was made. The processes inside must have ended. Any number of times.
     *
     * @throws IllegalStateException when one cannot be removed; the others are
     */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (String namespace : List.copyOf(made)) {
            try {
                SystemCommand.run("ip netns del " + namespace);
                made.remove(namespace);
            } catch (IllegalStateException | UncheckedIOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
