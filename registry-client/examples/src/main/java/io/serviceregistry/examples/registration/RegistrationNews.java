package io.serviceregistry.examples.registration;

import io.serviceregistry.client.RegistrationListener;
import io.serviceregistry.client.RegistrationState;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Says in one line each what becomes of a registration. A service has nothing to do about most of it: it works on, and
 * the client sees to the rest. Only the end is final.
 */
public final class RegistrationNews implements RegistrationListener {

    private final Consumer<String> out;
    private final CompletableFuture<RegistrationState> end = new CompletableFuture<>();

    /** Says it there. */
    public RegistrationNews(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void stateChanged(RegistrationState previous, RegistrationState current) {
        if (current instanceof RegistrationState.Registered registered) {
            out.accept(howRegistered(previous) + ", lease " + registered.leaseId());
        } else if (current instanceof RegistrationState.Unreachable) {
            out.accept("the registry is away; working on");
        } else if (current instanceof RegistrationState.Registering again && again.previousLeaseId() != 0) {
            out.accept("the registry does not know lease " + again.previousLeaseId() + "; registering again");
        } else if (current instanceof RegistrationState.Fenced) {
            out.accept("another process has registered under this id; ending");
        } else if (current instanceof RegistrationState.Rejected rejected) {
            out.accept("refused: " + rejected.cause().getMessage());
        }
        if (current.isFinal()) {
            end.complete(current);
        }
    }

    private static String howRegistered(RegistrationState previous) {
        if (previous instanceof RegistrationState.Unreachable) {
            return "the registry is back";
        }
        boolean again = previous instanceof RegistrationState.Registering before && before.previousLeaseId() != 0;
        return again ? "registered again" : "registered";
    }

    @Override
    public void recovered(long leaseId) {
        out.accept("lease " + leaseId + " had lapsed and is alive again");
    }

    /** Completes when the registration is fenced, refused or closed, which may be never. */
    public CompletableFuture<RegistrationState> end() {
        return end.copy();
    }
}
