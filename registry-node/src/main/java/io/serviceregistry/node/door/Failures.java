package io.serviceregistry.node.door;

import com.google.rpc.Code;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.NoQuorumException;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.service.BackupRefusedException;
import io.serviceregistry.node.service.FeatureLevelTooLowException;
import io.serviceregistry.node.service.InstanceNotFoundException;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.InvalidPageTokenException;
import io.serviceregistry.node.service.MemberNotFoundException;
import io.serviceregistry.node.service.MembershipRefusedException;
import io.serviceregistry.node.service.NotFreshEnoughException;
import io.serviceregistry.node.service.NotServingException;
import io.serviceregistry.node.service.ReadView;
import io.serviceregistry.node.service.RejectedException;
import io.serviceregistry.node.service.RevisionInFutureException;
import io.serviceregistry.node.service.TooManyWaitingException;
import io.serviceregistry.node.watch.TooManyWatchesException;
import io.serviceregistry.node.watch.WatchTooSlowException;
import io.serviceregistry.proto.v1.ErrorReason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What goes wrong, as clients are told, whichever door they use: the one table of errors.
 *
 * <p>Every error has the stable name of its reason; a time where waiting helps; and for writes whether the request was not applied,
 * or nobody knows.
 */
public final class Failures {
    public static final String DOMAIN = "registry";
    public static final String OUTCOME = "outcome";
    public static final String NOT_APPLIED = "not_applied";
    public static final String INDETERMINATE = "indeterminate";

    private static final String PREFIX = "ERROR_REASON_";
    public static final int NO_RETRY = -1;

    /** Whether a call changes anything. */
    public enum Kind {
        READ,
        WRITE
    }

    /** An error and what it says beside its reason. */
    public record Failure(ErrorReason reason, String message, Map<String, String> metadata) {}

    /** How an error travels; {@code retryMillis} is how long waiting helps, or {@link #NO_RETRY}. */
    public record Row(Code code, boolean indeterminate, int retryMillis) {}

    private Failures() {}

    /** The reason's name as errors carry it. */
    public static String name(ErrorReason reason) {
        return reason.name().substring(PREFIX.length());
    }

    /** What was thrown, without the wrapping of futures. */
    public static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    public static Failure describe(Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof RejectedException rejected) {
            return new Failure(reason(rejected.reason()), message(rejected), metadata(rejected));
        }
        if (cause instanceof NotProposedException notProposed) {
            return notProposed(notProposed.reason());
        }
        if (cause instanceof InvalidFieldException invalid) {
            return new Failure(
                    ErrorReason.ERROR_REASON_INVALID_FIELD,
                    String.valueOf(invalid.getMessage()),
                    Map.of("field", invalid.field(), "value", invalid.value(), "rule", invalid.rule()));
        }
        if (cause instanceof TooManyWaitingException tooMany) {
            return new Failure(
                    ErrorReason.ERROR_REASON_OVERLOADED,
                    String.valueOf(tooMany.getMessage()),
                    Map.of("limit", Integer.toString(tooMany.limit())));
        }
        if (cause instanceof TooManyWatchesException tooMany) {
            return new Failure(
                    ErrorReason.ERROR_REASON_TOO_MANY_WATCHES,
                    String.valueOf(tooMany.getMessage()),
                    Map.of("limit", Integer.toString(tooMany.limit())));
        }
        if (cause instanceof WatchTooSlowException tooSlow) {
            return new Failure(
                    ErrorReason.ERROR_REASON_WATCH_TOO_SLOW,
                    String.valueOf(tooSlow.getMessage()),
                    Map.of("resume_revision", Long.toString(tooSlow.resumeRevision())));
        }
        if (cause instanceof FeatureLevelTooLowException tooLow) {
            return new Failure(
                    ErrorReason.ERROR_REASON_FEATURE_LEVEL_TOO_LOW,
                    String.valueOf(tooLow.getMessage()),
                    Map.of(
                            "required_level", Integer.toString(tooLow.required()),
                            "feature_level", Integer.toString(tooLow.present())));
        }
        if (cause instanceof RevisionInFutureException future) {
            return new Failure(
                    ErrorReason.ERROR_REASON_REVISION_IN_FUTURE,
                    String.valueOf(future.getMessage()),
                    Map.of("limit", Long.toString(future.latest())));
        }
        if (cause instanceof InstanceNotFoundException absent) {
            return new Failure(
                    ErrorReason.ERROR_REASON_INSTANCE_NOT_FOUND,
                    message(cause),
                    absent.from().map(Failures::metadata).orElse(Map.of()));
        }
        return new Failure(plainReason(cause), message(cause), Map.of());
    }

    /** Which state says so: what the header of an answer would have. */
    private static Map<String, String> metadata(ReadView from) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("revision", Long.toString(from.state().revision()));
        metadata.put("log_index", Long.toString(from.state().logIndex()));
        from.ageMillis().ifPresent(age -> metadata.put("age_millis", Long.toString(age)));
        return metadata;
    }

    private static ErrorReason plainReason(Throwable cause) {
        if (cause instanceof NotServingException notServing) {
            return switch (notServing.reason()) {
                case NOT_READY -> ErrorReason.ERROR_REASON_NOT_READY;
                case STATE_DIVERGED -> ErrorReason.ERROR_REASON_STATE_DIVERGED;
                case STOPPING -> ErrorReason.ERROR_REASON_STOPPING;
            };
        }
        if (cause instanceof BackupRefusedException) {
            return ErrorReason.ERROR_REASON_OVERLOADED;
        }
        if (cause instanceof IndeterminateOutcomeException) {
            return ErrorReason.ERROR_REASON_INDETERMINATE;
        }
        if (cause instanceof NoQuorumException) {
            return ErrorReason.ERROR_REASON_NO_QUORUM;
        }
        if (cause instanceof NotFreshEnoughException) {
            return ErrorReason.ERROR_REASON_NOT_FRESH_ENOUGH;
        }
        if (cause instanceof InstanceNotFoundException) {
            return ErrorReason.ERROR_REASON_INSTANCE_NOT_FOUND;
        }
        if (cause instanceof MemberNotFoundException) {
            return ErrorReason.ERROR_REASON_MEMBER_NOT_FOUND;
        }
        if (cause instanceof MembershipRefusedException) {
            return ErrorReason.ERROR_REASON_MEMBERSHIP_REFUSED;
        }
        if (cause instanceof InvalidPageTokenException) {
            return ErrorReason.ERROR_REASON_INVALID_PAGE_TOKEN;
        }
        return ErrorReason.ERROR_REASON_INTERNAL;
    }

    private static String message(Throwable cause) {
        return plainReason(cause) == ErrorReason.ERROR_REASON_INTERNAL
                ? "the node failed in a way it did not expect; its log says how"
                : String.valueOf(cause.getMessage());
    }

    private static Failure notProposed(NotProposedException.Reason reason) {
        return switch (reason) {
            // A node that turned out not to lead was the wrong one to ask; to a client it is all the same.
            case NO_LEADER, NOT_LEADER ->
                new Failure(ErrorReason.ERROR_REASON_NO_LEADER, "no leader could be reached in time", Map.of());
            case OVERLOADED ->
                new Failure(ErrorReason.ERROR_REASON_OVERLOADED, "a queue of this node is full", Map.of());
            case DEADLINE_PASSED ->
                new Failure(
                        ErrorReason.ERROR_REASON_DEADLINE_PASSED,
                        "the deadline passed before the request was logged",
                        Map.of());
            case STOPPING -> new Failure(ErrorReason.ERROR_REASON_STOPPING, "the node is stopping", Map.of());
        };
    }

    private static ErrorReason reason(Rejection rejection) {
        ErrorReason reason = ErrorReason.forNumber(rejection.number());
        if (reason == null) {
            throw new IllegalArgumentException(rejection + " (expected: one that the public schema has)");
        }
        return reason;
    }

    private static String message(RejectedException rejected) {
        return switch (rejected.reason()) {
            case INSTANCE_NOT_FOUND -> "no such instance";
            case INSTANCE_EXISTS -> "the instance is there, held by lease " + rejected.detail();
            case LEASE_REPLACED -> "a newer registration holds the instance: this holder is fenced";
            case LEASE_UNKNOWN -> "the lease was removed or never granted";
            case REVISION_MISMATCH -> "the instance is at revision " + rejected.detail();
            case TOO_MANY_INSTANCES -> "the service holds " + rejected.detail() + " instances already";
            case TOO_MANY_REQUESTS_REMEMBERED -> rejected.detail() + " requests are remembered already";
            case REQUEST_TOO_OLD -> "the request is older than the outcomes kept: it may have been applied";
            case DEADLINE_PASSED -> "the request reached the log after its deadline";
            case REQUEST_ID_REUSED -> "the same request id came with a different request";
            case REGISTRY_FULL -> "the registry holds " + rejected.detail() + " instances already";
            case OVERRIDE_NOT_FOUND -> "there is no such override";
            case SERVICE_NOT_HELD -> "the service is not held";
            case TOO_MANY_OVERRIDES -> "there are " + rejected.detail() + " overrides of services and zones already";
            case FEATURE_LEVEL_TOO_LOW ->
                "it needs feature level " + rejected.detail()
                        + ", which the cluster had not come to: a member runs an older version";
        };
    }

    /** Where it was refused, so that a recorded history can be checked against the log; and what the reason holds. */
    private static Map<String, String> metadata(RejectedException rejected) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("revision", Long.toString(rejected.position().revision()));
        metadata.put("log_index", Long.toString(rejected.position().logIndex()));
        metadata.put("command_index", Integer.toString(rejected.position().commandIndex()));
        String detail = switch (rejected.reason()) {
            case INSTANCE_EXISTS, LEASE_REPLACED -> "lease_id";
            case REVISION_MISMATCH -> "modified_revision";
            case TOO_MANY_INSTANCES, TOO_MANY_REQUESTS_REMEMBERED, REGISTRY_FULL, TOO_MANY_OVERRIDES -> "limit";
            case FEATURE_LEVEL_TOO_LOW -> "required_level";
            case DEADLINE_PASSED -> "not_after_millis";
            case INSTANCE_NOT_FOUND,
                    LEASE_UNKNOWN,
                    REQUEST_TOO_OLD,
                    REQUEST_ID_REUSED,
                    OVERRIDE_NOT_FOUND,
                    SERVICE_NOT_HELD -> "";
        };
        if (!detail.isEmpty()) {
            metadata.put(detail, Long.toString(rejected.detail()));
        }
        return metadata;
    }

    /** How each reason travels. */
    public static Row row(ErrorReason reason) {
        return switch (reason) {
            case ERROR_REASON_INVALID_FIELD, ERROR_REASON_REQUEST_ID_REUSED, ERROR_REASON_INVALID_PAGE_TOKEN ->
                new Row(Code.INVALID_ARGUMENT, false, NO_RETRY);
            case ERROR_REASON_INSTANCE_NOT_FOUND,
                    ERROR_REASON_LEASE_UNKNOWN,
                    ERROR_REASON_OVERRIDE_NOT_FOUND,
                    ERROR_REASON_MEMBER_NOT_FOUND -> new Row(Code.NOT_FOUND, false, NO_RETRY);
            case ERROR_REASON_INSTANCE_EXISTS -> new Row(Code.ALREADY_EXISTS, false, NO_RETRY);
            case ERROR_REASON_LEASE_REPLACED,
                    ERROR_REASON_SERVICE_NOT_HELD,
                    ERROR_REASON_MEMBERSHIP_REFUSED,
                    ERROR_REASON_FEATURE_LEVEL_TOO_LOW -> new Row(Code.FAILED_PRECONDITION, false, NO_RETRY);
            case ERROR_REASON_REQUEST_TOO_OLD -> new Row(Code.FAILED_PRECONDITION, true, NO_RETRY);
            case ERROR_REASON_REVISION_MISMATCH -> new Row(Code.ABORTED, false, NO_RETRY);
            case ERROR_REASON_TOO_MANY_INSTANCES, ERROR_REASON_REGISTRY_FULL, ERROR_REASON_TOO_MANY_OVERRIDES ->
                new Row(Code.RESOURCE_EXHAUSTED, false, NO_RETRY);
            // Outcomes are forgotten as their clients go on.
            case ERROR_REASON_TOO_MANY_REQUESTS_REMEMBERED -> new Row(Code.RESOURCE_EXHAUSTED, false, 5_000);
            case ERROR_REASON_DEADLINE_PASSED -> new Row(Code.DEADLINE_EXCEEDED, false, NO_RETRY);
            case ERROR_REASON_INDETERMINATE -> new Row(Code.DEADLINE_EXCEEDED, true, NO_RETRY);
            // About half an election.
            case ERROR_REASON_NO_LEADER, ERROR_REASON_NO_QUORUM -> new Row(Code.UNAVAILABLE, false, 500);
            // A full queue empties in about a second; whoever comes back is one of many.
            case ERROR_REASON_OVERLOADED -> new Row(Code.RESOURCE_EXHAUSTED, false, 500);
            case ERROR_REASON_NOT_READY -> new Row(Code.UNAVAILABLE, false, 1_000);
            case ERROR_REASON_NOT_FRESH_ENOUGH -> new Row(Code.UNAVAILABLE, false, 200);
            case ERROR_REASON_STOPPING, ERROR_REASON_STATE_DIVERGED -> new Row(Code.UNAVAILABLE, false, NO_RETRY);
            case ERROR_REASON_REVISION_IN_FUTURE -> new Row(Code.OUT_OF_RANGE, false, NO_RETRY);
            case ERROR_REASON_TOO_MANY_WATCHES, ERROR_REASON_WATCH_TOO_SLOW ->
                new Row(Code.RESOURCE_EXHAUSTED, false, 500);
            case ERROR_REASON_INTERNAL -> new Row(Code.INTERNAL, true, NO_RETRY);
            case ERROR_REASON_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException(reason + " (expected: a reason that is sent)");
        };
    }
}
