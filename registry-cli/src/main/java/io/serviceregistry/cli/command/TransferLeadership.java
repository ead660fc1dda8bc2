package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.RegistryClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Hands leadership over. */
@Command(name = "transfer-leadership", description = "Hand leadership to a node; without one, to any other node.")
final class TransferLeadership implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NODE", description = "The node to lead.")
    private String node = "";

    TransferLeadership(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (RegistryClient client = session.connect()) {
            AnswerHeader header = client.transferLeadership(node);
            session.answer(
                    WriteJson.empty().put("leader", header.leaderId()),
                    () -> session.terminal().answer("Leader: " + header.leaderId()));
        }
        return 0;
    }
}
