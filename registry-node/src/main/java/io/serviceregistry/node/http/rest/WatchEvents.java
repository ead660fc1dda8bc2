package io.serviceregistry.node.http.rest;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.door.SchemaCalls;
import io.serviceregistry.node.http.ObservedRequests;
import io.serviceregistry.node.http.Problems;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.proto.v1.WatchRequest;
import java.util.random.RandomGenerator;

/** Serves watches as server-sent events. */
final class WatchEvents implements HttpService {
    /** What browsers send when they come back, of their own accord. */
    static final String LAST_EVENT_ID = "last-event-id";

    private final Binding binding;
    private final RequestReader reader;
    private final SchemaCalls calls;
    private final Answers answers;
    private final String clusterId;
    private final RandomGenerator random;

    /** {@code random} spreads the readers that come back. */
    WatchEvents(Binding binding, SchemaCalls calls, Answers answers, String clusterId, RandomGenerator random) {
        this.binding = binding;
        this.reader = new RequestReader(binding);
        this.calls = calls;
        this.answers = answers;
        this.clusterId = clusterId;
        this.random = random;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return HttpResponse.of(request.aggregate().thenApply(whole -> open(ctx, whole)));
    }

    private HttpResponse open(ServiceRequestContext ctx, AggregatedHttpRequest request) {
        Message message;
        try {
            message = message(ctx, request);
        } catch (InvalidFieldException e) {
            return Problems.response(e, Kind.READ).toHttpResponse();
        }
        ObservedRequests.openEnded(ctx);
        ctx.clearRequestTimeout(); // it ends when its reader goes, or takes nothing
        EventStream stream = new EventStream(ctx, answers, clusterId, random.nextDouble());
        stream.begin(calls.open(binding.method(), message, stream));
        return stream.response();
    }

    private Message message(ServiceRequestContext ctx, AggregatedHttpRequest request) {
        reader.requireNoBody(request);
        Message.Builder message = calls.request(binding.method());
        reader.read(ctx.rawPath(), ctx.queryParams(), new byte[0], message);
        String last = request.headers().get(LAST_EVENT_ID, "");
        if (!last.isEmpty() && message instanceof WatchRequest.Builder watch) {
            watch.setResume(EventId.read(LAST_EVENT_ID, last)); // newer than what the address says
        }
        return message.build();
    }
}
