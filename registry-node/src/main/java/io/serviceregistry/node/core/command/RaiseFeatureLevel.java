package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;

/**
 * Raises the feature level: from the next command on the cluster may use what belongs to it.
 *
 * @param proposerTerm the term of the leader that asked the voters; in an entry of another term the command does nothing
 * @param level the new level; not above the present one, the command does nothing
 */
public record RaiseFeatureLevel(long proposerTerm, int level) implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.raiseFeatureLevel(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(14).add(proposerTerm).add(level);
    }
}
