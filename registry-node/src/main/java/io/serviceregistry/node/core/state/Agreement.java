package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.StateReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether the nodes have the same state, as far as they compared.
 *
 * <p>A digest that more than half of the voters have is right, and every other is wrong. Where the digests differ and none
 * has a majority, nobody can tell which is right: every one counts as wrong, because a wrong answer is worse than none.
 * A node that did not say is neither right nor wrong.
 *
 * @param comparedIndex the log index of the last comparison; 0 before the first
 * @param standings one for each voter of the last comparison, in the order of the node ids
 */
public record Agreement(long comparedIndex, List<Standing> standings) implements Fingerprint.Part {
    /** Nothing was compared yet. */
    public static final Agreement NONE = new Agreement(0, List.of());

    /** What a comparison says of a node. */
    public enum Verdict {
        /** Its state is that of the majority. */
        RIGHT,
        /** Its state is not, or nobody knows whose is right. */
        WRONG,
        /** Nothing can be said. */
        OPEN
    }

    public Agreement {
        standings = List.copyOf(standings);
    }

    /** This agreement after one more comparison. */
    Agreement after(CompareStates comparison) {
        List<Standing> next = new ArrayList<>();
        for (StateReport report : comparison.reports()) {
            Standing former = find(report.nodeId());
            next.add(new Standing(
                    report.nodeId(),
                    report.digest(),
                    former == null ? 0 : former.agreedIndex(),
                    former == null ? 0 : former.differedIndex()));
        }
        Agreement compared = new Agreement(comparison.logIndex(), next);
        return new Agreement(
                comparison.logIndex(), next.stream().map(compared::judged).toList());
    }

    private Standing judged(Standing standing) {
        return switch (verdict(standing.nodeId(), null)) {
            case RIGHT -> new Standing(standing.nodeId(), standing.digest(), comparedIndex, standing.differedIndex());
            case WRONG -> new Standing(standing.nodeId(), standing.digest(), standing.agreedIndex(), comparedIndex);
            case OPEN -> standing;
        };
    }

    /**
     * What the last comparison says of a node.
     *
     * @param own the digest that the node itself knows it had at {@link #comparedIndex}; it counts for more than what was
     *     reported, which may be of a former life. Null when it does not know.
     */
    public Verdict verdict(String nodeId, @Nullable Long own) {
        Standing standing = find(nodeId);
        Long reported = standing == null ? null : standing.digest();
        Long majority = majorityDigest();
        if (majority == null) {
            return reported != null && isContested() ? Verdict.WRONG : Verdict.OPEN;
        }
        Long known = own == null ? reported : own;
        if (known == null) {
            return Verdict.OPEN;
        }
        return known.equals(majority) ? Verdict.RIGHT : Verdict.WRONG;
    }

    /** The digest that more than half of the voters reported at the last comparison; null when none is. */
    public @Nullable Long majorityDigest() {
        for (Standing candidate : standings) {
            Long digest = candidate.digest();
            if (digest != null && 2 * count(digest) > standings.size()) {
                return digest;
            }
        }
        return null;
    }

    private long count(Long digest) {
        return standings.stream()
                .filter(standing -> digest.equals(standing.digest()))
                .count();
    }

    /** True when two nodes reported different digests. */
    public boolean isContested() {
        SortedSet<Long> digests = new TreeSet<>();
        for (Standing standing : standings) {
            if (standing.digest() != null) {
                digests.add(standing.digest());
            }
        }
        return digests.size() > 1;
    }

    /** The standing of a node; null when it was not among the voters. */
    public @Nullable Standing find(String nodeId) {
        for (Standing standing : standings) {
            if (standing.nodeId().equals(nodeId)) {
                return standing;
            }
        }
        return null;
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(comparedIndex).addAll(standings, standings.size());
    }
}
