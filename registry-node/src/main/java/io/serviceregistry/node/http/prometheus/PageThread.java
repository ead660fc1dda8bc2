package io.serviceregistry.node.http.prometheus;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.serviceregistry.node.http.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Makes long pages off the event loops, and refuses those that its executor has no room for. */
record PageThread(Executor executor) {
    HttpResponse answer(Supplier<HttpResponse> page) {
        try {
            return HttpResponse.of(CompletableFuture.supplyAsync(page, executor));
        } catch (RejectedExecutionException e) {
            return Problem.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "OVERLOADED",
                            "as many scrapes wait as may, or the node is stopping: scrape again with the next interval")
                    .toResponse()
                    .toHttpResponse();
        }
    }
}
