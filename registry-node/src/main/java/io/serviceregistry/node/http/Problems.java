package io.serviceregistry.node.http;

import com.google.rpc.Code;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import io.serviceregistry.node.door.Failures;
import io.serviceregistry.node.door.Failures.Failure;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.door.Failures.Row;
import io.serviceregistry.proto.v1.ErrorReason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes wrong, as HTTP tells it: the table of {@link Failures} as {@link Problem problems}, and {@code Retry-After} where waiting
 * helps.
 */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_AFTER_MILLIS = "retry_after_millis";
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private Problems() {}

    /** The problem that a use case's exception is; what nobody expected is logged. */
    public static Problem of(Throwable thrown, Kind kind) {
        Failure failure = Failures.describe(thrown);
        if (failure.reason() == ErrorReason.ERROR_REASON_INTERNAL) {
            LOG.error("A request failed in a way that nobody expected", Failures.cause(thrown));
        }
        Row row = Failures.row(failure.reason());
        Map<String, String> particulars = new LinkedHashMap<>(failure.metadata());
        if (kind == Kind.WRITE) {
            particulars.put(Failures.OUTCOME, row.indeterminate() ? Failures.INDETERMINATE : Failures.NOT_APPLIED);
        }
        if (row.retryMillis() != Failures.NO_RETRY) {
            particulars.put(RETRY_AFTER_MILLIS, Integer.toString(row.retryMillis()));
        }
        return new Problem(status(row.code()), Failures.name(failure.reason()), failure.message(), particulars);
    }

    /** What a caller is sent. */
    public static AggregatedHttpResponse response(Throwable thrown, Kind kind) {
        Problem problem = of(thrown, kind);
        AggregatedHttpResponse response = problem.toResponse();
        String retryMillis = problem.particulars().get(RETRY_AFTER_MILLIS);
        if (retryMillis == null) {
            return response;
        }
        // Whole seconds are all that the header knows.
        int seconds = (Integer.parseInt(retryMillis) + 999) / 1_000;
        return AggregatedHttpResponse.of(
                response.headers().withMutations(headers -> headers.setInt(HttpHeaderNames.RETRY_AFTER, seconds)),
                response.content());
    }

    /** As the comments of {@code google.rpc.Code} say. */
    static HttpStatus status(Code code) {
        return switch (code) {
            case OK -> HttpStatus.OK;
            case CANCELLED -> HttpStatus.valueOf(CLIENT_CLOSED_REQUEST);
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
            case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
            case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
            case UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
