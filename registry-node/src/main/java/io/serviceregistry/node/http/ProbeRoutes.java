package io.serviceregistry.node.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import io.serviceregistry.node.service.NodeStatus;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Whether this node lives, and whether it can serve: for load balancers and orchestrators.
 *
 * <p>{@code /livez} answers 200 for as long as the process runs: a node that only waits for others must not be restarted for it.
 * {@code /readyz} answers 200 when the node has caught up and knows a leader, and 503 with the reason otherwise.
 */
public final class ProbeRoutes implements HttpRoutes {
    private final Supplier<NodeStatus> status;

    /** {@code status} must not block. */
    public ProbeRoutes(Supplier<NodeStatus> status) {
        this.status = status;
    }

    @Override
    public void addTo(ServerBuilder server) {
        server.route().get("/livez").build((ctx, request) -> HttpResponse.of("alive\n"));
        server.route().get("/readyz").build((ctx, request) -> ready());
    }

    private HttpResponse ready() {
        NodeStatus now = status.get();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ready", now.ready());
        json.put("reason", now.ready() ? null : now.notReadyReason());
        json.put("node", now.nodeId());
        json.put("role", now.role().name().toLowerCase(Locale.ROOT));
        return HttpResponse.of(
                now.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, MediaType.JSON, json + "\n");
    }
}
