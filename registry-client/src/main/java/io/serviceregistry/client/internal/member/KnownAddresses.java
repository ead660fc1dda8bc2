package io.serviceregistry.client.internal.member;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What is known of addresses: the configured ones, which are never forgotten, those that members have, and which node
 * was met at which. An address that only the cluster names is used once its node was met there, and only for a node that
 * no configured address leads to: members may have names that mean nothing where this client is.
 */
final class KnownAddresses {

    private final List<String> configured;
    private final Map<String, String> members = new LinkedHashMap<>(); // address by node id
    private final Map<String, String> met = new HashMap<>(); // node id by address

    KnownAddresses(List<String> configured) {
        this.configured = List.copyOf(configured);
    }

    /** The members are now these: addresses by node id. What was known of others is forgotten. */
    void members(Map<String, String> addressById) {
        members.clear();
        members.putAll(addressById);
        met.keySet()
                .removeIf(address -> !configured.contains(address)
                        && !members.getOrDefault(met.getOrDefault(address, ""), "")
                                .equals(address));
    }

    /** A node was met at an address. */
    void met(String address, String nodeId) {
        met.put(address, nodeId);
    }

    /** Configured addresses of which it is not known that they lead to a member. */
    List<String> doubtful() {
        return configured.stream().filter(address -> !leadsToMember(address)).toList();
    }

    /** Addresses of members to which none is known to lead. */
    List<String> unmet() {
        Set<String> reached = new HashSet<>(met.values());
        List<String> unmet = new ArrayList<>();
        members.forEach((id, address) -> {
            if (!configured.contains(address) && !reached.contains(id)) {
                unmet.add(address);
            }
        });
        return unmet;
    }

    /** The member that is said to be at an address; empty when none is. */
    String memberAt(String address) {
        return members.entrySet().stream()
                .filter(member -> member.getValue().equals(address))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /**
     * The addresses to use: in the order that they had, new ones at random places among them, and configured ones that lead to
     * no member last.
     */
    List<String> ring(Collection<String> before, RandomGenerator random) {
        List<String> ring = new ArrayList<>(before);
        ring.removeIf(address -> !configured.contains(address) && !met.containsKey(address));
        List<String> last = doubtful();
        ring.removeAll(last);
        for (String address : met.keySet().stream().sorted().toList()) {
            if (!configured.contains(address) && !ring.contains(address)) {
                ring.add(random.nextInt(ring.size() + 1), address);
            }
        }
        configured.stream()
                .filter(address -> !ring.contains(address) && !last.contains(address))
                .forEach(address -> ring.add(random.nextInt(ring.size() + 1), address));
        ring.addAll(last);
        return ring;
    }

    private boolean leadsToMember(String address) {
        String nodeId = met.get(address);
        return members.containsValue(address) || nodeId != null && members.containsKey(nodeId);
    }
}
