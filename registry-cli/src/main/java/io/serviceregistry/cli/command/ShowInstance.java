package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.InstanceJson;
import io.serviceregistry.cli.output.InstanceText;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.RegistryClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Everything about one instance. */
@Command(
        name = "instance",
        description = "Show one instance in whatever status: its lease, and why its status is what it is.")
final class ShowInstance implements Callable<Integer> {
    private final Session session;

    @Mixin
    private InstanceArguments arguments = new InstanceArguments();

    @Mixin
    private ReadConsistency consistency = new ReadConsistency();

    ShowInstance(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (RegistryClient client = session.connect()) {
            Instance instance =
                    client.getInstance(arguments.key(), consistency.options()).instance();
            session.answer(
                    InstanceJson.of(instance),
                    () -> session.terminal()
                            .answer(InstanceText.details(
                                    instance, session.terminal().style())));
        }
        return 0;
    }
}
