package io.serviceregistry.client.internal.call;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.serviceregistry.client.ErrorDetails;
import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.FeatureLevelTooLowException;
import io.serviceregistry.client.IndeterminateException;
import io.serviceregistry.client.InstanceExistsException;
import io.serviceregistry.client.InstanceNotFoundException;
import io.serviceregistry.client.InvalidFieldException;
import io.serviceregistry.client.LeaseReplacedException;
import io.serviceregistry.client.LeaseUnknownException;
import io.serviceregistry.client.LimitExceededException;
import io.serviceregistry.client.MemberNotFoundException;
import io.serviceregistry.client.MembershipRefusedException;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.OverrideNotFoundException;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.RevisionMismatchException;
import io.serviceregistry.client.ServiceNotHeldException;
import io.serviceregistry.client.UnavailableException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one table from what a node says to what the caller is told. */
public final class StatusMapper {

    private static final String DOMAIN = "registry";
    private static final String OUTCOME = "outcome";
    private static final String NOT_APPLIED = "not_applied";

    /** Another attempt may meet another node, another leader, or better times. */
    private static final Set<ErrorReason> TRANSIENT = EnumSet.of(
            ErrorReason.TOO_MANY_REQUESTS_REMEMBERED,
            ErrorReason.DEADLINE_PASSED,
            ErrorReason.INDETERMINATE,
            ErrorReason.NO_LEADER,
            ErrorReason.OVERLOADED,
            ErrorReason.NOT_READY,
            ErrorReason.NO_QUORUM,
            ErrorReason.NOT_FRESH_ENOUGH,
            ErrorReason.STATE_DIVERGED,
            ErrorReason.STOPPING,
            ErrorReason.TOO_MANY_WATCHES,
            ErrorReason.WATCH_TOO_SLOW,
            ErrorReason.INTERNAL,
            ErrorReason.UNREACHABLE);

    /**
     * The answer speaks for the request, whichever of its attempts it answers: no other attempt was or will be applied.
     */
    private static final Set<ErrorReason> DECIDED = EnumSet.of(
            ErrorReason.INVALID_FIELD,
            ErrorReason.INSTANCE_NOT_FOUND,
            ErrorReason.INSTANCE_EXISTS,
            ErrorReason.LEASE_REPLACED,
            ErrorReason.LEASE_UNKNOWN,
            ErrorReason.REVISION_MISMATCH,
            ErrorReason.TOO_MANY_INSTANCES,
            ErrorReason.REGISTRY_FULL,
            ErrorReason.OVERRIDE_NOT_FOUND,
            ErrorReason.SERVICE_NOT_HELD,
            ErrorReason.MEMBER_NOT_FOUND,
            ErrorReason.MEMBERSHIP_REFUSED,
            ErrorReason.TOO_MANY_OVERRIDES,
            ErrorReason.FEATURE_LEVEL_TOO_LOW);

    /** The node itself is in trouble, whatever the request. */
    private static final Set<ErrorReason> NODE_IN_TROUBLE = EnumSet.of(
            ErrorReason.UNREACHABLE,
            ErrorReason.NOT_READY,
            ErrorReason.STATE_DIVERGED,
            ErrorReason.STOPPING,
            ErrorReason.NO_QUORUM);

    /** What the node says of itself; another node may say otherwise at once. */
    private static final Set<ErrorReason> ONE_NODES_VIEW = EnumSet.of(
            ErrorReason.NO_LEADER,
            ErrorReason.NOT_READY,
            ErrorReason.NO_QUORUM,
            ErrorReason.NOT_FRESH_ENOUGH,
            ErrorReason.STATE_DIVERGED,
            ErrorReason.TOO_MANY_WATCHES,
            ErrorReason.STOPPING);

    private StatusMapper() {}

    /** What a failed attempt means for its caller. */
    public static RegistryException toException(AttemptFailure failure, CallKind kind, String context) {
        Optional<ErrorInfo> info = errorInfo(failure);
        ErrorReason reason = info.map(given -> reasonNamed(given.getReason())).orElseGet(() -> reasonOf(failure));
        Map<String, String> particulars = info.map(ErrorInfo::getMetadataMap).orElseGet(Map::of);
        Outcome outcome = outcomeOf(failure, kind, reason, info.isPresent(), particulars);
        boolean retrySafe =
                isTransient(reason, failure) && (outcome == Outcome.NOT_APPLIED || kind != CallKind.SINGLE_WRITE);
        ErrorDetails details = new ErrorDetails(reason, outcome, retrySafe, particulars);
        String text = failure.status().getDescription();
        return exception(
                details, context + ": " + (text == null ? failure.status().getCode() : text), failure);
    }

    /** The exception of a reason. */
    static RegistryException exception(ErrorDetails details, String message, @Nullable Throwable cause) {
        return switch (details.reason()) {
            case INVALID_FIELD, REQUEST_ID_REUSED, INVALID_PAGE_TOKEN, REVISION_IN_FUTURE ->
                new InvalidFieldException(message, details, cause);
            case INSTANCE_NOT_FOUND -> new InstanceNotFoundException(message, details, cause);
            case INSTANCE_EXISTS -> new InstanceExistsException(message, details, cause);
            case LEASE_REPLACED -> new LeaseReplacedException(message, details, cause);
            case LEASE_UNKNOWN -> new LeaseUnknownException(message, details, cause);
            case REVISION_MISMATCH -> new RevisionMismatchException(message, details, cause);
            case TOO_MANY_INSTANCES, REGISTRY_FULL, TOO_MANY_OVERRIDES ->
                new LimitExceededException(message, details, cause);
            case OVERRIDE_NOT_FOUND -> new OverrideNotFoundException(message, details, cause);
            case SERVICE_NOT_HELD -> new ServiceNotHeldException(message, details, cause);
            case MEMBER_NOT_FOUND -> new MemberNotFoundException(message, details, cause);
            case MEMBERSHIP_REFUSED -> new MembershipRefusedException(message, details, cause);
            case FEATURE_LEVEL_TOO_LOW -> new FeatureLevelTooLowException(message, details, cause);
            case INDETERMINATE, REQUEST_TOO_OLD -> new IndeterminateException(message, details, cause);
            case TOO_MANY_REQUESTS_REMEMBERED,
                    DEADLINE_PASSED,
                    NO_LEADER,
                    OVERLOADED,
                    NOT_READY,
                    NO_QUORUM,
                    NOT_FRESH_ENOUGH,
                    STATE_DIVERGED,
                    STOPPING,
                    TOO_MANY_WATCHES,
                    WATCH_TOO_SLOW,
                    INTERNAL,
                    UNREACHABLE,
                    CANCELLED ->
                details.outcome() == Outcome.INDETERMINATE
                        ? new IndeterminateException(message, details, cause)
                        : new UnavailableException(message, details, cause);
            case UNRECOGNIZED ->
                details.outcome() == Outcome.INDETERMINATE
                        ? new IndeterminateException(message, details, cause)
                        : new RegistryException(message, details, cause);
        };
    }

    /** What becomes of a call when this library itself failed in the middle: nobody knows. */
    public static RegistryException defect(Throwable cause) {
        ErrorDetails details = new ErrorDetails(ErrorReason.UNRECOGNIZED, Outcome.INDETERMINATE, false, Map.of());
        return exception(details, "the client failed: " + cause, cause);
    }

    /** How long the node asks to be left alone; zero when it does not ask. */
    public static Duration retryDelay(AttemptFailure failure) {
        return detail(failure, RetryInfo.class)
                .map(RetryInfo::getRetryDelay)
                .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()))
                .filter(delay -> !delay.isNegative())
                .orElse(Duration.ZERO);
    }

    /** Whether the answer speaks for the whole request and not only for the attempt it answers. */
    public static boolean isDecided(RegistryException error) {
        return DECIDED.contains(error.reason());
    }

    /** Whether other calls should rather go elsewhere for a while. */
    public static boolean isNodeInTrouble(RegistryException error) {
        return NODE_IN_TROUBLE.contains(error.reason());
    }

    /** Whether the time the node asks for is only for those who have nobody else to ask. */
    public static boolean isOneNodesView(RegistryException error) {
        return ONE_NODES_VIEW.contains(error.reason());
    }

    private static boolean isTransient(ErrorReason reason, AttemptFailure failure) {
        if (reason != ErrorReason.UNRECOGNIZED) {
            return TRANSIENT.contains(reason);
        }
        // A reason newer than this library: the gRPC code still tells the class of the error.
        return switch (failure.status().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
            default -> false;
        };
    }

    private static Outcome outcomeOf(
            AttemptFailure failure, CallKind kind, ErrorReason reason, boolean said, Map<String, String> particulars) {
        if (kind == CallKind.READ || !failure.sent()) {
            return Outcome.NOT_APPLIED;
        }
        if (said) {
            boolean notApplied = NOT_APPLIED.equals(particulars.get(OUTCOME));
            return notApplied || DECIDED.contains(reason) ? Outcome.NOT_APPLIED : Outcome.INDETERMINATE;
        }
        // Without a word from the registry itself, only refusals that come before any work are certain.
        return switch (failure.status().getCode()) {
            case INVALID_ARGUMENT, UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED -> Outcome.NOT_APPLIED;
            default -> Outcome.INDETERMINATE;
        };
    }

    private static ErrorReason reasonNamed(String name) {
        for (ErrorReason reason : ErrorReason.values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return ErrorReason.UNRECOGNIZED;
    }

    private static ErrorReason reasonOf(AttemptFailure failure) {
        return switch (failure.status().getCode()) {
            // INTERNAL and UNKNOWN are what gRPC makes of broken streams and of a node that failed in the middle.
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, INTERNAL, UNKNOWN -> ErrorReason.UNREACHABLE;
            case RESOURCE_EXHAUSTED -> ErrorReason.OVERLOADED;
            default -> ErrorReason.UNRECOGNIZED;
        };
    }

    private static Optional<ErrorInfo> errorInfo(AttemptFailure failure) {
        return detail(failure, ErrorInfo.class).filter(info -> DOMAIN.equals(info.getDomain()));
    }

    private static <M extends com.google.protobuf.Message> Optional<M> detail(AttemptFailure failure, Class<M> type) {
        if (failure.trailers() == null || failure.status().getCode() == Status.Code.OK) {
            return Optional.empty();
        }
        com.google.rpc.Status status = StatusProto.fromStatusAndTrailers(failure.status(), failure.trailers());
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                try {
                    return Optional.of(any.unpack(type));
                } catch (InvalidProtocolBufferException e) {
                    return Optional.empty(); // a detail that cannot be read is a detail that was not given
                }
            }
        }
        return Optional.empty();
    }
}
