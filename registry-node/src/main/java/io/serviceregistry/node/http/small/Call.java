package io.serviceregistry.node.http.small;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.http.Problem;
import io.serviceregistry.node.http.Problems;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The frame of every call: whatever a use case throws, at once or later, becomes an answer. */
final class Call {
    /** As long as a call of gRPC without a deadline. */
    static final Duration BUDGET = Duration.ofSeconds(10);

    private Call() {}

    /** Answers with what a use case comes to. */
    static HttpResponse answer(Kind kind, Supplier<CompletableFuture<HttpResponse>> call) {
        return HttpResponse.of(
                guarded(call, failure -> Problems.response(failure, kind).toHttpResponse()));
    }

    /** Reads a body and answers with what a use case that takes it comes to. Every such call is a write. */
    static HttpResponse answerBody(HttpRequest request, Function<JsonBody, CompletableFuture<HttpResponse>> call) {
        if (!isJson(request)) {
            String given = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
            return Problem.of(
                            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                            "UNSUPPORTED_MEDIA_TYPE",
                            "content-type: " + given + " (expected: application/json, or none)")
                    .toResponse()
                    .toHttpResponse();
        }
        // A body that is too large, or ends too early, is the server's to answer.
        return HttpResponse.of(request.aggregate()
                .thenCompose(body -> guarded(
                        () -> call.apply(JsonBody.read(body.content().array())),
                        failure -> Problems.response(failure, Kind.WRITE).toHttpResponse())));
    }

    /** The same call, whose failures become answers. */
    static CompletableFuture<HttpResponse> guarded(
            Supplier<CompletableFuture<HttpResponse>> call, Function<Throwable, HttpResponse> onFailure) {
        CompletableFuture<HttpResponse> answer;
        try {
            answer = call.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.exceptionally(onFailure);
    }

    static HttpResponse ok(JsonNode json) {
        return HttpResponse.of(HttpStatus.OK, MediaType.JSON, json.toString());
    }

    static HttpResponse text(HttpStatus status, String text) {
        return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text);
    }

    static HttpResponse notFound(String detail) {
        return Problem.of(HttpStatus.NOT_FOUND, "INSTANCE_NOT_FOUND", detail)
                .toResponse()
                .toHttpResponse();
    }

    private static boolean isJson(HttpRequest request) {
        if (!request.headers().contains(HttpHeaderNames.CONTENT_TYPE)) {
            return true;
        }
        MediaType type = request.contentType();
        return type != null && type.isJson();
    }
}
