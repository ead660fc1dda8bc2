package io.serviceregistry.node.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The list of members, from the file or from one environment variable. */
final class MembersText {
    static final String VARIABLE_RULE = "id=grpc,peer,raft or id=grpc,peer,raft,http for each, separated by semicolons";

    private static final Set<String> KEYS = Set.of("id", "grpc", "peer", "raft", "http");

    private MembersText() {}

    static List<MemberConfig> fromFile(JsonNode list) {
        if (!list.isArray()) {
            throw new ConfigException(ConfigKeys.MEMBERS, list, "a list of members, each with id, grpc, peer and raft");
        }
        List<MemberConfig> members = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            members.add(member(ConfigKeys.MEMBERS + "[" + i + "]", list.get(i)));
        }
        return members;
    }

    private static MemberConfig member(String key, JsonNode node) {
        if (!node.isObject()) {
            throw new ConfigException(key, node, "a member with id, grpc, peer and raft");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KEYS.contains(name)) {
                throw NodeConfigLoader.unknownKey(
                        key + "." + name,
                        KEYS.stream().map(known -> key + "." + known).sorted().toList());
            }
        }
        return new MemberConfig(
                scalar(key + ".id", node.path("id")),
                Address.parse(key + ".grpc", scalar(key + ".grpc", node.path("grpc"))),
                Address.parse(key + ".peer", scalar(key + ".peer", node.path("peer"))),
                Address.parse(key + ".raft", scalar(key + ".raft", node.path("raft"))),
                node.has("http") ? Address.parse(key + ".http", scalar(key + ".http", node.path("http"))) : null);
    }

    private static String scalar(String key, JsonNode node) {
        if (node.isMissingNode()) {
            throw new ConfigException(key, key + " is missing");
        }
        if (!node.isValueNode() || node.isNull()) {
            throw new ConfigException(key, node, "a single value");
        }
        return node.asText();
    }

    static List<MemberConfig> fromVariable(String text) {
        List<MemberConfig> members = new ArrayList<>();
        for (String item : text.split(";", -1)) {
            int equals = item.indexOf('=');
            String[] addresses = item.substring(equals + 1).split(",", -1);
            if (equals < 0 || addresses.length < 3 || addresses.length > 4) {
                throw new ConfigException(ConfigKeys.MEMBERS, text, VARIABLE_RULE);
            }
            String key = ConfigKeys.MEMBERS + "[" + members.size() + "]";
            members.add(new MemberConfig(
                    item.substring(0, equals).strip(),
                    Address.parse(key + ".grpc", addresses[0].strip()),
                    Address.parse(key + ".peer", addresses[1].strip()),
                    Address.parse(key + ".raft", addresses[2].strip()),
                    addresses.length == 4 ? Address.parse(key + ".http", addresses[3].strip()) : null));
        }
        return members;
    }
}
