package io.serviceregistry.node.http.prometheus;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import io.serviceregistry.node.http.HttpRoutes;
import io.serviceregistry.node.metrics.Exposition;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The metrics of this node, for scrapers: {@code /metrics}, as text or as OpenMetrics, whichever is asked for. */
public final class MetricsRoutes implements HttpRoutes {
    private final Function<String, Exposition> scrape;
    private final PageThread thread;

    /**
     * The route of the metrics.
     *
     * @param scrape makes the page that an {@code Accept} prefers
     * @param executor where pages are made; it may refuse
     */
    public MetricsRoutes(Function<String, Exposition> scrape, Executor executor) {
        this.scrape = scrape;
        this.thread = new PageThread(executor);
    }

    @Override
    public void addTo(ServerBuilder server) {
        server.route().get("/metrics").build((ctx, request) -> {
            String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
            return thread.answer(() -> page(scrape.apply(accept)));
        });
    }

    private static HttpResponse page(Exposition exposition) {
        ResponseHeaders headers = ResponseHeaders.builder(HttpStatus.OK)
                .set(HttpHeaderNames.CONTENT_TYPE, exposition.format().contentType())
                .set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT.toString())
                .build();
        return HttpResponse.of(headers, HttpData.wrap(exposition.body()));
    }
}
