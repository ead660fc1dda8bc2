package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.proto.log.v1.Rejected;
import io.serviceregistry.proto.log.v1.Renewed;

/** Outcomes to messages of the log's schema and back, for snapshots and for answers between nodes. Any thread. */
public final class OutcomeCodec {
    private static final Rejection[] REJECTIONS = Rejection.values();

    private OutcomeCodec() {}

    /** The message of an outcome. */
    public static io.serviceregistry.proto.log.v1.Outcome toProto(Outcome outcome) {
        io.serviceregistry.proto.log.v1.Outcome.Builder proto = io.serviceregistry.proto.log.v1.Outcome.newBuilder();
        if (outcome instanceof Outcome.Registered registered) {
            proto.setRegisteredLeaseId(registered.leaseId());
        } else if (outcome instanceof Outcome.Updated updated) {
            proto.setUpdatedRevision(updated.modifiedRevision());
        } else if (outcome instanceof Outcome.Done) {
            proto.setDone(true);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            proto.setRejected(
                    Rejected.newBuilder().setReason(rejected.reason().number()).setDetail(rejected.detail()));
        } else if (outcome instanceof Outcome.Renewed renewed) {
            proto.setRenewed(Renewed.newBuilder()
                    .addAllRecovered(renewed.recovered())
                    .addAllReplaced(renewed.replaced())
                    .addAllUnknown(renewed.unknown()));
        } else {
            throw new IllegalArgumentException("outcome: " + outcome + " (expected: one with an encoding)");
        }
        return proto.build();
    }

    /** The outcome of a message. */
    public static Outcome fromProto(io.serviceregistry.proto.log.v1.Outcome proto) {
        Fields.refuseUnknown(proto);
        return switch (proto.getOutcomeCase()) {
            case REGISTERED_LEASE_ID -> new Outcome.Registered(proto.getRegisteredLeaseId());
            case UPDATED_REVISION -> new Outcome.Updated(proto.getUpdatedRevision());
            case DONE -> {
                Fields.require(proto.getDone(), proto, "done: true");
                yield Outcome.DONE;
            }
            case REJECTED -> rejected(proto.getRejected());
            case RENEWED -> renewed(proto.getRenewed());
            case OUTCOME_NOT_SET -> throw Fields.corrupt(proto, "outcome is missing");
        };
    }

    private static Outcome rejected(Rejected proto) {
        Fields.refuseUnknown(proto);
        for (Rejection reason : REJECTIONS) {
            if (reason.number() == proto.getReason()) {
                return new Outcome.Rejected(reason, proto.getDetail());
            }
        }
        throw Fields.corrupt(proto, "reason: " + proto.getReason() + " (expected: a known one)");
    }

    private static Outcome renewed(Renewed proto) {
        Fields.refuseUnknown(proto);
        return new Outcome.Renewed(proto.getRecoveredList(), proto.getReplacedList(), proto.getUnknownList());
    }
}
