package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.Outcome;
import io.serviceregistry.proto.log.v1.Rejected;
import io.serviceregistry.proto.v1.ErrorReason;

/** Outcomes, as the log's schema has them. */
final class Refusals {
    static final Outcome DONE = Outcome.newBuilder().setDone(true).build();

    private Refusals() {}

    static Outcome refused(ErrorReason reason) {
        return refused(reason, 0);
    }

    static Outcome refused(ErrorReason reason, long detail) {
        return Outcome.newBuilder()
                .setRejected(Rejected.newBuilder().setReason(reason.getNumber()).setDetail(detail))
                .build();
    }
}
