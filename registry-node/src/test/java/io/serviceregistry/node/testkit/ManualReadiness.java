package io.serviceregistry.node.testkit;

import io.serviceregistry.node.service.Readiness;
import java.util.Optional;

/** Whether a node can be answered from, as a test says: it can, unless said otherwise. */
public final class ManualReadiness implements Readiness {
    private volatile Optional<String> notReadyReason = Optional.empty();
    private volatile Optional<String> divergence = Optional.empty();

    /** The node has not caught up, and says so in these words; empty: it has. */
    public void notReady(Optional<String> reason) {
        notReadyReason = reason;
    }

    /** The node's state is found wrong. */
    public void diverges(String how) {
        divergence = Optional.of(how);
    }

    @Override
    public Optional<String> notReadyReason() {
        return notReadyReason;
    }

    @Override
    public Optional<String> divergence() {
        return divergence;
    }
}
