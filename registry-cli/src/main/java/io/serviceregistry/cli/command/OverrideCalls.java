package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.HumanDuration;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.OverrideRequest;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.RegistryClient;

/** Sets and lifts overrides, and says so: what {@code override} does, and {@code drain}. */
final class OverrideCalls {
    private OverrideCalls() {}

    static int set(Session session, OverrideRequest request) {
        try (RegistryClient client = session.connect()) {
            AnswerHeader header = client.setOverride(request);
            session.answer(
                    WriteJson.of(request.scope())
                            .put("status", request.status().name())
                            .put("revision", header.revision()),
                    () -> session.terminal()
                            .answer("Override of " + request.scope() + ": " + request.status()
                                    + (request.expiresAfter() == null
                                            ? ""
                                            : " for " + HumanDuration.format(request.expiresAfter()))
                                    + ", revision " + header.revision()));
        }
        return 0;
    }

    static int clear(Session session, OverrideScope scope) {
        try (RegistryClient client = session.connect()) {
            AnswerHeader header = client.clearOverride(scope);
            session.answer(
                    WriteJson.of(scope).put("revision", header.revision()),
                    () -> session.terminal()
                            .answer("No override of " + scope + " any more: revision " + header.revision()));
        }
        return 0;
    }
}
