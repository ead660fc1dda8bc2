package io.serviceregistry.cli.command;

import io.serviceregistry.client.EffectiveStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes new calls away from an instance, a service or a zone: the override that is set most. */
@Command(
        name = "drain",
        description = {
            "Drain an instance, a service or a zone: nobody sends it new calls, it finishes those that it has.",
            "The same as 'override set --status DRAINING'; 'undrain' ends it."
        })
final class Drain implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ScopeArguments scope = new ScopeArguments();

    @Mixin
    private IntentOptions intent = new IntentOptions();

    Drain(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return OverrideCalls.set(session, intent.request(scope.scope(), EffectiveStatus.DRAINING, session));
    }

    /** Gives them back. */
    @Command(
            name = "undrain",
            description = {
                "End the drain of an instance, a service or a zone.",
                "The same as 'override clear': lifts its override, whatever the status."
            })
    static final class Undo implements Callable<Integer> {
        private final Session session;

        @Mixin
        private ScopeArguments scope = new ScopeArguments();

        Undo(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            return OverrideCalls.clear(session, scope.scope());
        }
    }
}
