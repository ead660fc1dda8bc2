package io.serviceregistry.cli.command;

import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.OverrideRequest;
import io.serviceregistry.client.OverrideScope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Why an override is set, by whom, and for how long. */
final class IntentOptions {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
    private String reason = "";

    @Option(names = "--owner", paramLabel = "NAME", description = "Who, for people; default: $USER.")
    private @Nullable String owner;

    @Option(
            names = {"--for", "--expires"},
            paramLabel = "DURATION",
            description = "Ends by itself after so long; default: never.")
    private @Nullable Duration expires;

    OverrideRequest request(OverrideScope scope, EffectiveStatus status, Session session) {
        return new OverrideRequest(scope, status, reason, owner != null ? owner : session.userName(), expires);
    }
}
