package io.serviceregistry.node.http.small;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.serviceregistry.node.http.HttpRoutes;
import io.serviceregistry.node.service.Discovery;
import io.serviceregistry.node.service.KeyedRenewals;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.Registrations;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The paths of the small registries' endpoints. Any node answers each of them; none is redirected. */
public final class SmallRegistryRoutes implements HttpRoutes {
    private final RegistrationCalls registrations;
    private final DiscoveryCalls discovery;
    private final Supplier<NodeStatus> status;

    /**
     * Routes to use cases.
     *
     * @param status must not block
     * @param random for the order of answers; used by many threads at once
     */
    public SmallRegistryRoutes(
            Registrations registrations, Discovery discovery, Supplier<NodeStatus> status, RandomGenerator random) {
        this.registrations = new RegistrationCalls(registrations, new KeyedRenewals(discovery, registrations));
        this.discovery = new DiscoveryCalls(discovery, new Balancer(random));
        this.status = status;
    }

    @Override
    public void addTo(ServerBuilder server) {
        server.route().post("/register").build((ctx, request) -> Call.answerBody(request, registrations::register));
        server.route().post("/heartbeat").build((ctx, request) -> Call.answerBody(request, registrations::renew));
        server.route().put("/heartbeat/{id}").build((ctx, request) -> registrations.renewById(parameter(ctx, "id")));
        server.route().post("/deregister").build((ctx, request) -> Call.answerBody(request, registrations::deregister));
        server.route()
                .delete("/deregister/{id}")
                .build((ctx, request) -> registrations.deregisterById(parameter(ctx, "id")));
        server.route()
                .get("/discover/{service}")
                .build((ctx, request) -> discovery.discover(parameter(ctx, "service"), ctx.queryParams()));
        server.route().get("/services").build((ctx, request) -> discovery.services(ctx.queryParams()));
        server.route()
                .get("/services/{service}/instances")
                .build((ctx, request) -> discovery.instances(parameter(ctx, "service"), ctx.queryParams()));
        server.route().get("/health").build((ctx, request) -> health());
    }

    private HttpResponse health() {
        NodeStatus now = status.get();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", now.ready() ? "healthy" : "unhealthy");
        if (!now.ready()) {
            json.put("reason", now.notReadyReason());
        }
        json.put("node", now.nodeId());
        json.put("role", now.role().name().toLowerCase(Locale.ROOT));
        return HttpResponse.of(
                now.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, MediaType.JSON, json.toString());
    }

    private static String parameter(ServiceRequestContext ctx, String name) {
        return String.valueOf(ctx.pathParam(name));
    }
}
