package io.serviceregistry.node.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cluster: its name and its voters, alike on every node. */
public record ClusterConfig(String id, List<MemberConfig> members) {
    static final String ID_RULE = "1..64 of [A-Za-z0-9._-]";

    /** Each voter makes every write wait for more acknowledgements; five survive the loss of two. */
    static final int MAX_MEMBERS = 5;

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

    /** The member of an id. */
    public Optional<MemberConfig> find(String memberId) {
        return members.stream().filter(member -> member.id().equals(memberId)).findFirst();
    }

    private static void checkId(String key, String id) {
        if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
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
