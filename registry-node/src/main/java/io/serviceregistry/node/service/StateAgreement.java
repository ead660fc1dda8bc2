package io.serviceregistry.node.service;

import java.util.List;
import java.util.Optional;

/**
 * How a node's state compares with that of the other nodes.
 *
 * @param comparedIndex the log index of the last comparison that the node knows of; 0 before the first
 * @param agreedIndex the last index compared at which its state was that of the majority; 0 when it never was
 * @param notCompared the nodes whose digest was missing at the last comparison, in the order of their ids
 * @param divergence how its state differs, while it does not serve because of that
 */
public record StateAgreement(
        long comparedIndex, long agreedIndex, List<String> notCompared, Optional<Divergence> divergence) {
    /** Nothing was compared yet. */
    public static final StateAgreement NONE = new StateAgreement(0, 0, List.of(), Optional.empty());

    /**
     * A state that differs.
     *
     * @param logIndex the index at which it was found to differ
     * @param digest what the node reported there, 16 hexadecimal digits; empty when it is not known any more
     * @param majorityDigest what the majority has there; empty when no digest has a majority, or it is not known any more
     */
    public record Divergence(long logIndex, String digest, String majorityDigest) {
        @Override
        public String toString() {
            return "the node's state differs from that of the "
                    + (majorityDigest.isEmpty() ? "other nodes" : "majority")
                    + " at log index " + logIndex + ": digest " + digest
                    + (majorityDigest.isEmpty() ? "" : ", not " + majorityDigest);
        }
    }

    public StateAgreement {
        notCompared = List.copyOf(notCompared);
    }
}
