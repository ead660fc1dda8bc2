package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import java.util.List;

/** What a command came to, the same on every node. A rejection is an answer, not an exception. */
public sealed interface Outcome extends Fingerprint.Part {
    /** Done, with nothing more to say. */
    Outcome DONE = new Done();

    /** A refusal without a detail. */
    static Outcome rejected(Rejection reason) {
        return new Rejected(reason, 0);
    }

    /** A lease was granted. */
    record Registered(long leaseId) implements Outcome {
        @Override
        public void addTo(Fingerprint fingerprint) {
            fingerprint.add(1).add(leaseId);
        }
    }

    /** The instance has this revision now. */
    record Updated(long modifiedRevision) implements Outcome {
        @Override
        public void addTo(Fingerprint fingerprint) {
            fingerprint.add(2).add(modifiedRevision);
        }
    }

    /** Done. */
    record Done() implements Outcome {
        @Override
        public void addTo(Fingerprint fingerprint) {
            fingerprint.add(3);
        }
    }

    /** Refused; what {@code detail} holds is said at the reason. */
    record Rejected(Rejection reason, long detail) implements Outcome {
        @Override
        public void addTo(Fingerprint fingerprint) {
            fingerprint.add(4).add(reason.number()).add(detail);
        }
    }

    /**
     * Leases were renewed, all that are not listed in {@code replaced} or {@code unknown}. The lists ascend.
     *
     * @param recovered had lapsed and are alive again
     * @param replaced a newer registration holds the instance: final
     * @param unknown removed, or never granted
     */
    record Renewed(List<Long> recovered, List<Long> replaced, List<Long> unknown) implements Outcome {
        public Renewed {
            recovered = List.copyOf(recovered);
            replaced = List.copyOf(replaced);
            unknown = List.copyOf(unknown);
        }

        @Override
        public void addTo(Fingerprint fingerprint) {
            fingerprint.add(5);
            for (List<Long> leases : List.of(recovered, replaced, unknown)) {
                fingerprint.add(leases.size());
                leases.forEach(fingerprint::add);
            }
        }
    }
}
