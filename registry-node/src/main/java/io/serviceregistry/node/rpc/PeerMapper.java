package io.serviceregistry.node.rpc;

import io.serviceregistry.node.codec.CommandCodec;
import io.serviceregistry.node.codec.OutcomeCodec;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Peers.ForwardedCommand;
import io.serviceregistry.node.replication.Peers.ForwardedOutcome;
import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import io.serviceregistry.proto.peer.v1.Applied;
import io.serviceregistry.proto.peer.v1.NotProposed;
import io.serviceregistry.proto.peer.v1.ReadIndexResponse;
import java.time.Duration;

/** What nodes say to one another, to the peer schema and back. Commands and outcomes travel as the log holds them. */
final class PeerMapper {
    private PeerMapper() {}

    static io.serviceregistry.proto.peer.v1.ForwardedCommand toSchema(ForwardedCommand command) {
        return io.serviceregistry.proto.peer.v1.ForwardedCommand.newBuilder()
                .setCommand(CommandCodec.toProto(command.command()))
                .setLane(lane(command.lane()))
                .setRemainingMillis((int) Math.min(command.remaining().toMillis(), Integer.MAX_VALUE))
                .build();
    }

    static ForwardedCommand fromSchema(io.serviceregistry.proto.peer.v1.ForwardedCommand command) {
        return new ForwardedCommand(
                lane(command.getLane()),
                CommandCodec.fromProto(command.getCommand()),
                Duration.ofMillis(Integer.toUnsignedLong(command.getRemainingMillis())));
    }

    static io.serviceregistry.proto.peer.v1.ForwardedOutcome toSchema(ForwardedOutcome outcome) {
        io.serviceregistry.proto.peer.v1.ForwardedOutcome.Builder mapped =
                io.serviceregistry.proto.peer.v1.ForwardedOutcome.newBuilder();
        Result result = outcome.result();
        Reason notProposed = outcome.notProposed();
        if (result != null) {
            return mapped.setApplied(applied(result)).build();
        }
        return notProposed == null
                ? mapped.setIndeterminate(true).build()
                : mapped.setNotProposed(reason(notProposed)).build();
    }

    static ForwardedOutcome fromSchema(io.serviceregistry.proto.peer.v1.ForwardedOutcome outcome) {
        return switch (outcome.getResultCase()) {
            case APPLIED -> new ForwardedOutcome(result(outcome.getApplied()), null);
            case NOT_PROPOSED -> notProposed(outcome.getNotProposed());
            case INDETERMINATE, RESULT_NOT_SET -> ForwardedOutcome.INDETERMINATE;
        };
    }

    static ReadIndexResponse toSchema(ReadIndexAnswer answer) {
        if (answer instanceof ReadIndexAnswer.Index index) {
            return ReadIndexResponse.newBuilder()
                    .setCommitIndex(index.commitIndex())
                    .build();
        }
        return answer instanceof ReadIndexAnswer.UseLogBarrier
                ? ReadIndexResponse.newBuilder().setUseLogBarrier(true).build()
                : ReadIndexResponse.newBuilder().setRetry(true).build();
    }

    static ReadIndexAnswer fromSchema(ReadIndexResponse response) {
        return switch (response.getResultCase()) {
            case COMMIT_INDEX -> new ReadIndexAnswer.Index(response.getCommitIndex());
            case USE_LOG_BARRIER -> new ReadIndexAnswer.UseLogBarrier();
            case RETRY, RESULT_NOT_SET -> new ReadIndexAnswer.Retry();
        };
    }

    private static Applied applied(Result result) {
        Position position = result.position();
        return Applied.newBuilder()
                .setRevision(position.revision())
                .setLogIndex(position.logIndex())
                .setCommandIndex(position.commandIndex())
                .setTimeMillis(position.timeMillis())
                .setOutcome(OutcomeCodec.toProto(result.outcome()))
                .build();
    }

    private static Result result(Applied applied) {
        Position position = new Position(
                applied.getRevision(), applied.getLogIndex(), applied.getCommandIndex(), applied.getTimeMillis());
        return new Result(position, OutcomeCodec.fromProto(applied.getOutcome()));
    }

    private static NotProposed reason(Reason reason) {
        return switch (reason) {
            // To the node that forwards, all three mean: not here, look for the leader again.
            case NOT_LEADER, NO_LEADER, STOPPING -> NotProposed.NOT_PROPOSED_NOT_LEADER;
            case OVERLOADED -> NotProposed.NOT_PROPOSED_OVERLOADED;
            case DEADLINE_PASSED -> NotProposed.NOT_PROPOSED_DEADLINE_PASSED;
        };
    }

    private static ForwardedOutcome notProposed(NotProposed reason) {
        return switch (reason) {
            case NOT_PROPOSED_NOT_LEADER -> new ForwardedOutcome(null, Reason.NOT_LEADER);
            case NOT_PROPOSED_OVERLOADED -> new ForwardedOutcome(null, Reason.OVERLOADED);
            case NOT_PROPOSED_DEADLINE_PASSED -> new ForwardedOutcome(null, Reason.DEADLINE_PASSED);
            // A reason of a newer version: what it excludes is not known here.
            case NOT_PROPOSED_UNSPECIFIED, UNRECOGNIZED -> ForwardedOutcome.INDETERMINATE;
        };
    }

    private static io.serviceregistry.proto.peer.v1.Lane lane(Lane lane) {
        return switch (lane) {
            case RENEWAL -> io.serviceregistry.proto.peer.v1.Lane.LANE_RENEWAL;
            case LEAVE -> io.serviceregistry.proto.peer.v1.Lane.LANE_LEAVE;
            case READ -> io.serviceregistry.proto.peer.v1.Lane.LANE_READ;
            case REGISTRATION -> io.serviceregistry.proto.peer.v1.Lane.LANE_REGISTRATION;
            case DUTY -> throw new IllegalArgumentException("lane: DUTY (expected: one that is forwarded)");
        };
    }

    private static Lane lane(io.serviceregistry.proto.peer.v1.Lane lane) {
        return switch (lane) {
            case LANE_RENEWAL -> Lane.RENEWAL;
            case LANE_LEAVE -> Lane.LEAVE;
            case LANE_READ -> Lane.READ;
            // A lane of a newer version: served last, but served.
            case LANE_REGISTRATION, LANE_UNSPECIFIED, UNRECOGNIZED -> Lane.REGISTRATION;
        };
    }
}
