package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.StateReport;
import java.util.List;

/**
 * Lays the nodes' state digests at one log index side by side, so that every node sees who differs, itself included.
 *
 * @param proposerTerm the term of the leader that gathered the reports; in an entry of another term the command does nothing
 * @param logIndex the index after which the digests were taken; not later than one compared before, nor than the entry
 *     itself, the command does nothing
 * @param reports one of each voter, in the order of the node ids
 */
public record CompareStates(long proposerTerm, long logIndex, List<StateReport> reports) implements Command {
    /** Far more than a cluster has voters. */
    public static final int MAX_REPORTS = 32;

    public CompareStates {
        reports = List.copyOf(reports);
        if (reports.size() > MAX_REPORTS) {
            throw new IllegalArgumentException(
                    "reports.size(): " + reports.size() + " (expected: <= " + MAX_REPORTS + ')');
        }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.compareStates(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(13).add(proposerTerm).add(logIndex).addAll(reports, reports.size());
    }
}
