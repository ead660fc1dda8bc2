package io.serviceregistry.node.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutePathType;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.netty.util.AttributeKey;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.door.CallObserver.Operation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells an observer of every request as it ends. The operation is what its route {@linkplain #named calls} it, else method and
 * route; the outcome is {@code OK} for every success, else the status.
 */
public final class ObservedRequests extends SimpleDecoratingHttpService {
    private static final String DOOR = "http";
    private static final String NO_ROUTE = "no route";
    private static final AttributeKey<String> NAME = AttributeKey.valueOf(ObservedRequests.class, "NAME");
    private static final AttributeKey<Boolean> OPEN_ENDED = AttributeKey.valueOf(ObservedRequests.class, "OPEN_ENDED");

    private record Place(Route route, HttpMethod method) {}

    private final CallObserver observer;
    private final Map<Place, String> names = new ConcurrentHashMap<>();

    ObservedRequests(HttpService service, CallObserver observer) {
        super(service);
        this.observer = observer;
    }

    /** Says which operation a request is, where several share a route; one of a number that is known. */
    public static void named(ServiceRequestContext ctx, String operation) {
        ctx.setAttr(NAME, operation);
    }

    /** Says of a request that its route knows no such method. */
    public static void unknown(ServiceRequestContext ctx) {
        named(ctx, NO_ROUTE);
    }

    /** Says of a request that it waits for something to happen: how long it takes says nothing of this node. */
    public static void openEnded(ServiceRequestContext ctx) {
        ctx.setAttr(OPEN_ENDED, true);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        var unused = ctx.log().whenComplete().thenAccept(log -> ended(ctx, log));
        return unwrap().serve(ctx, request);
    }

    private void ended(ServiceRequestContext ctx, RequestLog log) {
        String name = ctx.attr(NAME);
        Operation operation = observer.operation(
                DOOR,
                name == null
                        ? names.computeIfAbsent(new Place(ctx.config().route(), ctx.method()), ObservedRequests::nameOf)
                        : name);
        if (ctx.attr(OPEN_ENDED) == null) {
            operation.answered(outcome(log), log.totalDurationNanos());
        } else {
            operation.closed(outcome(log));
        }
    }

    private static String nameOf(Place place) {
        String path = place.route().patternString().replaceAll("/:([a-zA-Z0-9_]+)", "/{$1}");
        return place.route().pathType() == RoutePathType.PREFIX ? NO_ROUTE : place.method() + " " + path;
    }

    private static String outcome(RequestLog log) {
        if (!log.isAvailable(RequestLogProperty.RESPONSE_HEADERS)) {
            return CallObserver.CANCELLED;
        }
        HttpStatus status = log.responseHeaders().status();
        return status.isError() ? status.codeAsText() : CallObserver.OK;
    }
}
