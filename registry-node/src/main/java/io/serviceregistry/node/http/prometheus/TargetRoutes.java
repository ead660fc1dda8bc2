package io.serviceregistry.node.http.prometheus;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.http.AgeHeader;
import io.serviceregistry.node.http.HttpRoutes;
import io.serviceregistry.node.http.Problem;
import io.serviceregistry.node.http.Problems;
import io.serviceregistry.node.service.Discovery;
import io.serviceregistry.node.service.Discovery.InstancesAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What there is to scrape: {@code /prometheus/sd}, the registered instances as Prometheus discovers targets by HTTP.
 *
 * <p>Read from what this node has, so that scraping goes on without a majority. A node that does not know answers with an error,
 * and Prometheus goes on with the targets it has; an empty list would take them away.
 */
public final class TargetRoutes implements HttpRoutes {
    /** Some 80,000 targets of the usual size; one page is made at a time, and a slow reader holds on to it for half a minute. */
    static final int MAX_BYTES = 32 << 20;

    /** Unused: nothing is waited for. */
    private static final Duration BUDGET = Duration.ofSeconds(1);

    private final Discovery discovery;
    private final PageThread thread;
    private final int maxBytes;

    /** The route to a use case; {@code executor} is where pages are made, and may refuse. */
    public TargetRoutes(Discovery discovery, Executor executor) {
        this(discovery, executor, MAX_BYTES);
    }

    TargetRoutes(Discovery discovery, Executor executor, int maxBytes) {
        this.discovery = discovery;
        this.thread = new PageThread(executor);
        this.maxBytes = maxBytes;
    }

    @Override
    public void addTo(ServerBuilder server) {
        server.route()
                .get("/prometheus/sd")
                .build((ctx, request) -> thread.answer(() -> HttpResponse.of(targets(ctx.queryParams()))));
    }

    private CompletableFuture<HttpResponse> targets(QueryParams parameters) {
        try {
            TargetParameters asked = TargetParameters.read(parameters);
            return discovery
                    .instances(asked.query(), BUDGET)
                    .thenApply(answer -> page(answer, asked.endpoint()))
                    .exceptionally(TargetRoutes::problem);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(problem(e));
        }
    }

    private HttpResponse page(InstancesAnswer answer, Optional<String> endpoint) {
        Optional<byte[]> groups = TargetGroups.of(answer.instances(), endpoint, maxBytes);
        if (groups.isEmpty()) {
            return tooLarge();
        }
        // Prometheus takes no other content type.
        ResponseHeaders headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.JSON)
                .build();
        return AgeHeader.on(HttpResponse.of(headers, HttpData.wrap(groups.get())), answer.from());
    }

    private HttpResponse tooLarge() {
        return new Problem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "TOO_MANY_TARGETS",
                        "the targets take more than " + maxBytes
                                + " bytes: ask for them by service, selector or endpoint",
                        Map.of("limit", Integer.toString(maxBytes)))
                .toResponse()
                .toHttpResponse();
    }

    private static HttpResponse problem(Throwable thrown) {
        return Problems.response(thrown, Kind.READ).toHttpResponse();
    }
}
