package io.serviceregistry.node.http.rest;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.serviceregistry.node.door.SchemaCalls;
import io.serviceregistry.node.http.HttpRoutes;
import io.serviceregistry.node.http.ObservedRequests;
import io.serviceregistry.node.http.Problem;
import io.serviceregistry.proto.v1.Admin;
import io.serviceregistry.proto.v1.Discovery;
import io.serviceregistry.proto.v1.Registration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The paths of the public API, as the schema's annotations have them. */
public final class RestRoutes implements HttpRoutes {
    static final List<ServiceDescriptor> SERVICES = Stream.of(
                    Registration.getDescriptor(), Discovery.getDescriptor(), Admin.getDescriptor())
            .flatMap(file -> file.getServices().stream())
            .toList();

    private final SchemaCalls calls;
    private final String clusterId;
    private final Executor executor;
    private final RandomGenerator random;

    /**
     * The paths to some services.
     *
     * @param executor where answers become JSON; nothing may hold it up
     * @param random spreads over time those who come back when they lose this node; thread-safe
     */
    public RestRoutes(SchemaCalls calls, String clusterId, Executor executor, RandomGenerator random) {
        this.calls = calls;
        this.clusterId = clusterId;
        this.executor = executor;
        this.random = random;
    }

    /** Every method that can be called by HTTP, as often as it can. */
    static List<Binding> bindings() {
        return SERVICES.stream()
                .flatMap(service -> Binding.of(service).stream())
                .toList();
    }

    @Override
    public void addTo(ServerBuilder server) {
        Answers answers = new Answers(SERVICES);
        Map<String, Map<HttpMethod, HttpService>> paths = new LinkedHashMap<>();
        bindings().forEach(binding -> put(paths, binding, service(binding, answers)));
        HttpData openApi = HttpData.ofUtf8(new OpenApi(bindings()).toString());
        server.route()
                .get("/openapi.json")
                .build((ctx, request) -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, openApi));
        paths.forEach((shape, methods) -> server.service(pattern(shape), (ctx, request) -> {
            HttpService service = methods.get(request.method());
            if (service == null) {
                ObservedRequests.unknown(ctx);
                return notAllowed(ctx, methods);
            }
            return service.serve(ctx, request);
        }));
    }

    /** It is known by the name of the method of the schema, whichever door it takes. */
    private HttpService service(Binding binding, Answers answers) {
        HttpService service = unnamed(binding, answers);
        String name = binding.method().getName();
        return (ctx, request) -> {
            ObservedRequests.named(ctx, name);
            return service.serve(ctx, request);
        };
    }

    private HttpService unnamed(Binding binding, Answers answers) {
        if (binding.polls()) {
            return new WatchPoll(binding, calls, answers, clusterId);
        }
        return binding.method().isServerStreaming()
                ? new WatchEvents(binding, calls, answers, clusterId, random)
                : new RestMethod(binding, calls, answers, clusterId, executor);
    }

    private static void put(Map<String, Map<HttpMethod, HttpService>> paths, Binding binding, HttpService service) {
        HttpService former = paths.computeIfAbsent(binding.path().shape(), shape -> new TreeMap<>())
                .put(binding.http(), service);
        if (former != null) {
            throw new IllegalStateException(binding + " (expected: a path and method of its own)");
        }
    }

    /** A colon within a path is no variable. */
    private static String pattern(String shape) {
        return shape.contains("{") ? shape : "exact:" + shape;
    }

    private static HttpResponse notAllowed(ServiceRequestContext ctx, Map<HttpMethod, HttpService> methods) {
        String allowed = methods.keySet().stream().map(Enum::name).collect(Collectors.joining(", "));
        AggregatedHttpResponse problem = Problem.of(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "METHOD_NOT_ALLOWED",
                        ctx.method() + " " + ctx.path() + ": the path takes " + allowed)
                .toResponse();
        ResponseHeaders headers = problem.headers().toBuilder()
                .set(HttpHeaderNames.ALLOW, allowed)
                .build();
        return HttpResponse.of(headers, problem.content());
    }
}
