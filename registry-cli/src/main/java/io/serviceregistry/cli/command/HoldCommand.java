package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.RegistryClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What an operator can do about the storm governor. */
@Command(
        name = "hold",
        description = {
            "End the hold that the registry has on a service.",
            "It holds a service of which most instances lapsed at once: goes on answering with them, removes none."
        })
final class HoldCommand {

    /** Ends a hold. */
    @Command(name = "release", description = "End the hold of a service: its lapsed instances are really gone.")
    static final class Release implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
        private String service = "";

        @Mixin
        private NamespaceOption namespace = new NamespaceOption();

        Release(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (RegistryClient client = session.connect()) {
                AnswerHeader header = client.releaseHold(namespace.value(), service);
                session.answer(
                        WriteJson.empty()
                                .put("namespace", namespace.value())
                                .put("service", service)
                                .put("revision", header.revision()),
                        () -> session.terminal()
                                .answer("Released " + namespace.value() + '/' + service + ": revision "
                                        + header.revision()));
            }
            return 0;
        }
    }
}
