package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;

/**
 * Ends what is due by time, leases apart: overrides and holds.
 *
 * @param proposerTerm the term in which the leader decided; in an entry of another term the command does nothing
 */
public record EndDue(long proposerTerm) implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.endDue(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(11).add(proposerTerm);
    }
}
