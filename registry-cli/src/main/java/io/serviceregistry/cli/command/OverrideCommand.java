package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.OverrideJson;
import io.serviceregistry.cli.output.OverrideText;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.OverridePage;
import io.serviceregistry.client.OverridesQuery;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.StatusOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An operator's word on instances, services and zones. */
@Command(
        name = "override",
        description = "Lower the status of an instance, a service or a zone from outside, whatever its owners say.")
final class OverrideCommand {

    /** Sets it. */
    @Command(
            name = "set",
            description = {
                "Take out an instance, a service or a zone: what is in it shows DRAINING, OUT_OF_SERVICE or DOWN",
                "until the override is cleared or ends. It is about later registrations, too; of several overrides the",
                "lowest holds. It never raises a status and never hides a lapse."
            })
    static final class Set implements Callable<Integer> {
        private final Session session;

        @Mixin
        private ScopeArguments scope = new ScopeArguments();

        @Option(
                names = "--status",
                required = true,
                paramLabel = "STATUS",
                description = "DRAINING, OUT_OF_SERVICE or DOWN.")
        private EffectiveStatus status = EffectiveStatus.DRAINING;

        @Mixin
        private IntentOptions intent = new IntentOptions();

        Set(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            return OverrideCalls.set(session, intent.request(scope.scope(), status, session));
        }
    }

    /** Lifts it. */
    @Command(
            name = "clear",
            description = {
                "Lift the override of an instance, a service or a zone.",
                "Another one that its instances are in stays: see 'override list'."
            })
    static final class Clear implements Callable<Integer> {
        private final Session session;

        @Mixin
        private ScopeArguments scope = new ScopeArguments();

        Clear(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            return OverrideCalls.clear(session, scope.scope());
        }
    }

    /** Shows them all. */
    @Command(name = "list", description = "List the overrides: of instances, services and zones.")
    static final class ListAll implements Callable<Integer> {
        private static final int PAGE_SIZE = 1_000; // the most that the registry answers with

        private final Session session;

        @Option(
                names = {"-n", "--namespace", "--ns"},
                paramLabel = "NAMESPACE",
                description = "Those of this namespace; default: of all.")
        private String namespace = "";

        @Mixin
        private ReadConsistency consistency = new ReadConsistency();

        ListAll(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            OverridesQuery query = OverridesQuery.all()
                    .withNamespace(namespace)
                    .withPageSize(PAGE_SIZE)
                    .withRead(consistency.options());
            List<StatusOverride> overrides = new ArrayList<>();
            try (RegistryClient client = session.connect()) {
                OverridePage page = client.listOverrides(query);
                overrides.addAll(page.overrides());
                while (page.hasNext()) {
                    page = client.listOverrides(query.withPageToken(page.nextPageToken()));
                    overrides.addAll(page.overrides());
                }
                AnswerHeader header = page.header();
                session.answer(OverrideJson.of(header, overrides), () -> print(overrides, header));
            }
            return 0;
        }

        private void print(List<StatusOverride> overrides, AnswerHeader header) {
            if (overrides.isEmpty()) {
                session.terminal().answer("No overrides.");
            } else {
                session.terminal().answer(OverrideText.table(overrides, header.registryTimeMillis()));
            }
            session.terminal().answer("revision " + header.revision() + ", from " + header.nodeId());
        }
    }
}
