package io.serviceregistry.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node's state compares with that of the other nodes. The leader compares all digests every few entries; far behind the
 * log, a node has not been compared, which is no agreement.
 *
 * @param comparedIndex the log index of the last comparison that the node knows of; 0 before the first
 * @param agreedIndex the last index compared at which its state was that of the majority; 0 when it never was
 * @param notCompared the nodes whose digest was missing at the last comparison, in the order of their ids
 * @param divergence how its state differs, while the node does not serve because of that; null in health
 */
public record StateAgreement(
        long comparedIndex,
        long agreedIndex,
        List<String> notCompared,
        @Nullable Divergence divergence) {
    /** Nothing was compared yet. */
    public static final StateAgreement NONE = new StateAgreement(0, 0, List.of(), null);

    /**
     * A state that differs.
     *
     * @param logIndex the log index at which it was found to differ
     * @param digest what the node reported there; empty when it is not known any more
     * @param majorityDigest what the majority has there; empty when no digest has a majority, or it is not known any more
     */
    public record Divergence(long logIndex, String digest, String majorityDigest) {}

    public StateAgreement {
        notCompared = List.copyOf(notCompared);
    }
}
