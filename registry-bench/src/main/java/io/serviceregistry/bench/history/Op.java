package io.serviceregistry.bench.history;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.serviceregistry.bench.history.proto.Operation;
import io.serviceregistry.bench.history.proto.Outcome;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.ListServicesRequest;
import io.serviceregistry.proto.v1.ListServicesResponse;
import io.serviceregistry.proto.v1.ReadOptions;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.UpdateResponse;

/**
 * An operation of a history with its messages read. Immutable.
 *
 * @param record as it is in the file
 * @param request what was asked: the request message of its kind
 * @param response what was granted; the default of its kind when nothing was
 */
public record Op(Operation record, Kind kind, Message request, Message response) {
    /** When an indeterminate operation returns. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The kinds of operations. */
    public enum Kind {
        REGISTER(RegisterRequest.parser(), RegisterResponse.parser()),
        RENEW(RenewRequest.parser(), RenewResponse.parser()),
        UPDATE(UpdateRequest.parser(), UpdateResponse.parser()),
        DEREGISTER(DeregisterRequest.parser(), DeregisterResponse.parser()),
        GET(GetInstanceRequest.parser(), GetInstanceResponse.parser()),
        DISCOVER(DiscoverRequest.parser(), DiscoverResponse.parser()),
        LIST(ListServicesRequest.parser(), ListServicesResponse.parser());

        private final Parser<? extends Message> requests;
        private final Parser<? extends Message> responses;

        Kind(Parser<? extends Message> requests, Parser<? extends Message> responses) {
            this.requests = requests;
            this.responses = responses;
        }

        /** True when it changes something. */
        public boolean isWrite() {
            return this == REGISTER || this == RENEW || this == UPDATE || this == DEREGISTER;
        }
    }

    /** The operation of a record. */
    public static Op of(Operation record) throws InvalidProtocolBufferException {
        return switch (record.getRequestCase()) {
            case REGISTER -> of(record, Kind.REGISTER, record.getRegister());
            case RENEW -> of(record, Kind.RENEW, record.getRenew());
            case UPDATE -> of(record, Kind.UPDATE, record.getUpdate());
            case DEREGISTER -> of(record, Kind.DEREGISTER, record.getDeregister());
            case GET -> of(record, Kind.GET, record.getGet());
            case DISCOVER -> of(record, Kind.DISCOVER, record.getDiscover());
            case LIST -> of(record, Kind.LIST, record.getList());
            case REQUEST_NOT_SET -> throw new InvalidProtocolBufferException("an operation without a request");
        };
    }

    private static Op of(Operation record, Kind kind, ByteString request) throws InvalidProtocolBufferException {
        return new Op(record, kind, kind.requests.parseFrom(request), kind.responses.parseFrom(record.getResponse()));
    }

    /** The request of a registration. */
    public RegisterRequest register() {
        return (RegisterRequest) request;
    }

    /** The request of a renewal. */
    public RenewRequest renew() {
        return (RenewRequest) request;
    }

    /** The request of an update. */
    public UpdateRequest update() {
        return (UpdateRequest) request;
    }

    /** The request of a removal. */
    public DeregisterRequest deregister() {
        return (DeregisterRequest) request;
    }

    /** The request of a read of one instance. */
    public GetInstanceRequest get() {
        return (GetInstanceRequest) request;
    }

    /** The request of a read of a service. */
    public DiscoverRequest discover() {
        return (DiscoverRequest) request;
    }

    /** The request of a list of services. */
    public ListServicesRequest list() {
        return (ListServicesRequest) request;
    }

    /** How fresh a read was to be; that of a write is the default. */
    public ReadOptions read() {
        return switch (kind) {
            case GET -> get().getRead();
            case DISCOVER -> discover().getRead();
            case LIST -> list().getRead();
            default -> ReadOptions.getDefaultInstance();
        };
    }

    /** True for what must be linearizable: writes, and reads that do not ask for less. */
    public boolean isLinearizable() {
        Consistency asked = read().getConsistency();
        return asked == Consistency.CONSISTENCY_UNSPECIFIED || asked == Consistency.CONSISTENCY_LINEARIZABLE;
    }

    /** It was answered, with what it asked for or with a refusal. */
    public boolean isOk() {
        return record.getOutcome() == Outcome.OUTCOME_OK;
    }

    /** It was answered with what it asked for. */
    public boolean isGranted() {
        return isOk() && record.getReason().isEmpty();
    }

    /** Every attempt said that it was not applied. */
    public boolean isNotApplied() {
        return record.getOutcome() == Outcome.OUTCOME_NOT_APPLIED;
    }

    /** It may have happened, and may still happen. */
    public boolean isIndeterminate() {
        return record.getOutcome() == Outcome.OUTCOME_INDETERMINATE;
    }

    /** When it was called. */
    public long callNanos() {
        return record.getCallNanos();
    }

    /** When its outcome was known; {@link #NEVER} for an indeterminate one. */
    public long returnNanos() {
        return isIndeterminate() ? NEVER : record.getReturnNanos();
    }

    /** The operation in one line. */
    public String describe() {
        String answer = record.getReason().isEmpty()
                ? record.getOutcome().name().substring("OUTCOME_".length())
                : record.getReason();
        return "%s of client %d through %s, called at %.3f s, %s%s: %s"
                .formatted(
                        kind,
                        record.getClient(),
                        record.getNode(),
                        callNanos() / 1e9,
                        answer,
                        isOk()
                                ? " at %.3f s, revision %d, log index %d.%d"
                                        .formatted(
                                                record.getReturnNanos() / 1e9,
                                                record.getRevision(),
                                                record.getLogIndex(),
                                                record.getCommandIndex())
                                : "",
                        request.toString().replaceAll("\\s+", " ").trim());
    }
}
