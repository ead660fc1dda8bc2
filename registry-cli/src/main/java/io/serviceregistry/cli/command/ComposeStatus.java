package io.serviceregistry.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.cli.compose.ComposeException;
import io.serviceregistry.cli.compose.ComposeNode;
import io.serviceregistry.cli.compose.ComposeProject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a node in a container finds its cluster.
 *
 * @param allWell all nodes serve, one leads, and all have one state
 * @param json the answer
 */
record ComposeStatus(boolean allWell, ObjectNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a node says; empty when nothing can be run in its container. */
    static Optional<ComposeStatus> of(ComposeProject project, ComposeNode node) {
        return project.status(node).map(status -> new ComposeStatus(status.allWell(), parsed(status.json())));
    }

    /** The node that leads; "null" when none does. */
    String leader() {
        return json.get("leader").asText();
    }

    /** Whether all of these are members. */
    boolean names(List<ComposeNode> nodes) {
        List<String> members = json.get("members").findValuesAsText("id");
        return nodes.stream().map(ComposeNode::id).allMatch(members::contains);
    }

    /** The port at which a member takes calls of clients, in its container; empty when it is no member. */
    OptionalInt grpcPort(String nodeId) {
        for (JsonNode member : json.get("members")) {
            if (member.get("id").asText().equals(nodeId)) {
                String address = member.get("grpc").asText();
                return OptionalInt.of(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
            }
        }
        return OptionalInt.empty();
    }

    private static ObjectNode parsed(String json) {
        try {
            JsonNode parsed = JSON.readTree(json);
            if (parsed instanceof ObjectNode status && parsed.has("leader") && parsed.has("members")) {
                return status;
            }
        } catch (JsonProcessingException e) {
            throw new ComposeException("registryctl in a container gives no JSON: " + e.getOriginalMessage());
        }
        throw new ComposeException("registryctl in a container gives no status: " + json.strip());
    }
}
