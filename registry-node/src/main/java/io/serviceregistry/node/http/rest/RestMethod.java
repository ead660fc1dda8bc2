package io.serviceregistry.node.http.rest;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.serviceregistry.node.door.SchemaCalls;
import io.serviceregistry.node.http.Problem;
import io.serviceregistry.node.http.Problems;
import io.serviceregistry.node.service.InvalidFieldException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Serves one method that answers once. */
final class RestMethod implements HttpService {
    private final Binding binding;
    private final RequestReader reader;
    private final SchemaCalls calls;
    private final Answers answers;
    private final String clusterId;
    private final Executor executor;
    private final boolean tagged;

    /** {@code executor} is where answers become JSON, which takes its time when they are large. */
    RestMethod(Binding binding, SchemaCalls calls, Answers answers, String clusterId, Executor executor) {
        this.binding = binding;
        this.reader = new RequestReader(binding);
        this.calls = calls;
        this.answers = answers;
        this.clusterId = clusterId;
        this.executor = executor;
        this.tagged = EntityTag.concerns(binding);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return HttpResponse.of(request.aggregate().thenCompose(whole -> answer(ctx, whole)));
    }

    private CompletableFuture<HttpResponse> answer(ServiceRequestContext ctx, AggregatedHttpRequest request) {
        Message message;
        boolean withLeaseState;
        try {
            Optional<Problem> wrongBody = reader.wrongBody(request);
            if (wrongBody.isPresent()) {
                return CompletableFuture.completedFuture(
                        wrongBody.get().toResponse().toHttpResponse());
            }
            withLeaseState = LeaseState.asked(ctx.queryParams());
            message = message(ctx, request, withLeaseState);
        } catch (InvalidFieldException e) {
            return CompletableFuture.completedFuture(problem(e));
        }
        return calls.call(binding.method(), message)
                .handle((answer, failure) -> failure == null
                        ? CompletableFuture.supplyAsync(
                                () -> response(request.headers(), answer, withLeaseState), executor)
                        : CompletableFuture.completedFuture(problem(failure)))
                .thenCompose(response -> response);
    }

    private Message message(ServiceRequestContext ctx, AggregatedHttpRequest request, boolean withLeaseState) {
        Message.Builder message = calls.request(binding.method());
        reader.read(ctx.rawPath(), ctx.queryParams(), request.content().array(), message);
        if (LeaseState.concerns(binding) && !withLeaseState) {
            LeaseState.leaveOut(message);
        }
        return message.build();
    }

    private HttpResponse problem(Throwable thrown) {
        return Problems.response(thrown, binding.kind()).toHttpResponse();
    }

    private HttpResponse response(RequestHeaders request, Message answer, boolean withLeaseState) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.JSON);
        if (withLeaseState || !tagged) {
            headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
            return HttpResponse.of(headers.build(), json(answers.whole(answer)));
        }
        Message unchanging = LeaseState.without(answer);
        String tag = EntityTag.of(clusterId, unchanging);
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache").set(HttpHeaderNames.ETAG, tag);
        if (EntityTag.matches(request.get(HttpHeaderNames.IF_NONE_MATCH, ""), tag)) {
            return HttpResponse.of(headers.status(HttpStatus.NOT_MODIFIED)
                    .removeAndThen(HttpHeaderNames.CONTENT_TYPE)
                    .build());
        }
        return HttpResponse.of(headers.build(), json(answers.withoutLeaseState(unchanging)));
    }

    private static HttpData json(String text) {
        return HttpData.ofUtf8(text + '\n');
    }
}
