package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;

/**
 * Does nothing: its place in the log is what a read waits for.
 */
public record Barrier() implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.barrier(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(12);
    }
}
