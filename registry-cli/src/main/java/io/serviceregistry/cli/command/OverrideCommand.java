package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.HumanDuration;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.OverrideRequest;
import io.serviceregistry.client.RegistryClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An operator's word on one instance. */
@Command(name = "override", description = "Lower the status of an instance from outside, whatever its owner says.")
final class OverrideCommand {

    /** Sets it. */
    @Command(
            name = "set",
            description = {
                "Take an instance out: it shows DRAINING, OUT_OF_SERVICE or DOWN until the override is cleared or ends.",
                "It survives new registrations, never raises a status and never hides a lapse."
            })
    static final class Set implements Callable<Integer> {
        private final Session session;

        @Mixin
        private InstanceArguments instance = new InstanceArguments();

        @Option(
                names = "--status",
                required = true,
                paramLabel = "STATUS",
                description = "DRAINING, OUT_OF_SERVICE or DOWN.")
        private EffectiveStatus status = EffectiveStatus.DRAINING;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
        private String reason = "";

        @Option(names = "--owner", paramLabel = "NAME", description = "Who, for people; default: $USER.")
        private @Nullable String owner;

        @Option(
                names = "--expires",
                paramLabel = "DURATION",
                description = "Ends by itself after so long; default: never.")
        private @Nullable Duration expires;

        Set(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            String who = owner != null ? owner : session.userName();
            try (RegistryClient client = session.connect()) {
                AnswerHeader header =
                        client.setOverride(new OverrideRequest(instance.key(), status, reason, who, expires));
                session.answer(
                        WriteJson.of(instance.key())
                                .put("status", status.name())
                                .put("revision", header.revision()),
                        () -> session.terminal()
                                .answer("Override of " + instance.key() + ": " + status
                                        + (expires == null ? "" : " for " + HumanDuration.format(expires))
                                        + ", revision " + header.revision()));
            }
            return 0;
        }
    }

    /** Lifts it. */
    @Command(name = "clear", description = "Lift the override of an instance.")
    static final class Clear implements Callable<Integer> {
        private final Session session;

        @Mixin
        private InstanceArguments instance = new InstanceArguments();

        Clear(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (RegistryClient client = session.connect()) {
                AnswerHeader header = client.clearOverride(instance.key());
                session.answer(
                        WriteJson.of(instance.key()).put("revision", header.revision()),
                        () -> session.terminal()
                                .answer("No override of " + instance.key() + " any more: revision "
                                        + header.revision()));
            }
            return 0;
        }
    }
}
