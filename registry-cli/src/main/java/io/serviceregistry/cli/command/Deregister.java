package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.RegistryClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes an instance. */
@Command(name = "deregister", description = "Remove an instance: whoever holds it, or only if the lease given does.")
final class Deregister implements Callable<Integer> {
    private final Session session;

    @Mixin
    private InstanceArguments instance = new InstanceArguments();

    @Option(
            names = "--lease",
            paramLabel = "N",
            description = "Refuse unless this lease is the current one (exit code 6 when a newer one is).")
    private long lease;

    Deregister(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (RegistryClient client = session.connect()) {
            AnswerHeader header = client.deregister(instance.key(), lease);
            session.answer(
                    WriteJson.of(instance.key()).put("revision", header.revision()),
                    () -> session.terminal()
                            .answer("Deregistered " + instance.key() + ": revision " + header.revision()));
        }
        return 0;
    }
}
