package io.serviceregistry.node.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cluster as it is configured: its name, and the voters with whom it begins. */
public record ClusterConfig(String id, List<MemberConfig> members) implements Cluster {
    /** The rule of the ids of clusters and nodes. */
    public static final String ID_RULE = "1..64 of [A-Za-z0-9._-]";

    /** Each voter makes every write wait for more acknowledgements; five survive the loss of two. */
    public static final int MAX_MEMBERS = 5;

    public ClusterConfig {
        members = List.copyOf(members);
        checkId("cluster.id", id);
        if (members.isEmpty() || members.size() > MAX_MEMBERS) {
            throw new ConfigException(
                    "cluster.members",
                    members.size() + " members",
                    "1, 3 or 5 members (2 and 4 work, but gain nothing)");
        }
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < members.size(); i++) {
            MemberConfig member = members.get(i);
            String key = "cluster.members[" + i + "].";
            checkId(key + "id", member.id());
            checkUnique(seen, key + "id", member.id());
            checkUnique(seen, key + "grpc", member.grpc().toString());
            checkUnique(seen, key + "peer", member.peer().toString());
            checkUnique(seen, key + "raft", member.raft().toString());
            member.httpAddress().ifPresent(http -> checkUnique(seen, key + "http", http.toString()));
        }
    }

    /** Whether a text can be the id of a cluster or a node. */
    public static boolean isId(String text) {
        return text.matches("[A-Za-z0-9._-]{1,64}");
    }

    private static void checkId(String key, String id) {
        if (!isId(id)) {
            throw new ConfigException(key, id, ID_RULE);
        }
    }

    private static void checkUnique(Map<String, String> seen, String key, String value) {
        String other = seen.putIfAbsent(value, key);
        if (other != null) {
            throw new ConfigException(key, value, "different from " + other);
        }
    }
}
