package io.serviceregistry.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.NodeJson;
import io.serviceregistry.cli.output.NodeText;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What nodes say of themselves. */
@Command(
        name = "status",
        description = {
            "Ask each node what it knows of itself, in whatever state the cluster is.",
            "Exit code 0 when all answer and are ready, 4 otherwise."
        })
final class NodeStatuses implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..*", paramLabel = "HOST:PORT", description = "The nodes; default: all that are known.")
    private List<String> nodes = new ArrayList<>();

    NodeStatuses(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> addresses = nodes.isEmpty() ? session.allAddresses() : nodes;
        Map<String, NodeStatus> answers = new LinkedHashMap<>();
        Map<String, String> errors = new LinkedHashMap<>();
        try (RegistryClient client =
                session.connectToEach(addresses, session.options().timeout())) {
            Map<String, CompletableFuture<NodeStatus>> asked = new LinkedHashMap<>();
            addresses.forEach(address -> asked.put(address, client.async().status(address)));
            asked.forEach((address, answer) -> {
                try {
                    answers.put(address, answer.join());
                } catch (CompletionException e) {
                    if (!(e.getCause() instanceof RegistryException refused)) {
                        throw e;
                    }
                    errors.put(address, String.valueOf(refused.getMessage()));
                }
            });
        }
        session.answer(json(addresses, answers, errors), () -> {
            session.terminal().answer(NodeText.table(addresses, answers));
            errors.forEach((address, error) -> session.terminal().notice(address + ": " + error));
        });
        boolean allReady = errors.isEmpty() && answers.values().stream().allMatch(NodeStatus::ready);
        return (allReady ? ExitCode.OK : ExitCode.UNAVAILABLE).number();
    }

    private static ObjectNode json(
            List<String> addresses, Map<String, NodeStatus> answers, Map<String, String> errors) {
        ObjectNode json = WriteJson.empty();
        ArrayNode list = json.putArray("nodes");
        for (String address : addresses) {
            NodeStatus answer = answers.get(address);
            list.add(
                    answer == null
                            ? NodeJson.silent(address, errors.getOrDefault(address, ""))
                            : NodeJson.of(address, answer));
        }
        return json;
    }
}
