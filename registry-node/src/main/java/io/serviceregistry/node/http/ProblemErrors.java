package io.serviceregistry.node.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What no route answers, and what a route did not expect: as {@link Problem problems}, without a word on the inside of the node. */
final class ProblemErrors implements ServerErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrors.class);

    @Override
    public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
        if (cause instanceof HttpStatusException) {
            return null; // told by renderStatus
        }
        LOG.error("{} {} failed in a way that nobody expected", ctx.method(), ctx.path(), cause);
        return Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "INTERNAL",
                        "the node failed in a way it did not expect; its log says how")
                .toResponse()
                .toHttpResponse();
    }

    @Override
    public @Nullable AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext ctx,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return Problem.of(status, reason(status), detail(status, headers)).toResponse();
    }

    private static String reason(HttpStatus status) {
        return status.reasonPhrase().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }

    private static String detail(HttpStatus status, @Nullable RequestHeaders headers) {
        String request = headers == null ? "the request" : headers.method() + " " + path(headers.path());
        return switch (status.code()) {
            case 404 -> request + ": no such path";
            case 405 -> request + ": the path takes other methods";
            case 413 -> request + ": the body is larger than this node accepts";
            case 415 -> request + ": the path takes another content type";
            case 503 -> request + ": the node cannot take it now";
            default -> request + ": " + status.reasonPhrase();
        };
    }

    private static String path(String pathAndQuery) {
        int end = pathAndQuery.indexOf('?');
        return end < 0 ? pathAndQuery : pathAndQuery.substring(0, end);
    }
}
