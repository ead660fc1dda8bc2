package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;

/**
 * Starts a leader's term: from here its grace runs, and only from here its expiries count.
 *
 * @param proposerTerm the leader's term; in an entry of another term the command does nothing
 */
public record BeginTerm(long proposerTerm) implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.beginTerm(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(6).add(proposerTerm);
    }
}
