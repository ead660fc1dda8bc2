package io.serviceregistry.node.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.door.Failures;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What web pages may do with this node through somebody's browser, for every path of the door.
 *
 * <p>Browsers name the page's origin with whatever may change something, and with reads from elsewhere; other programs do not, and none of
 * this concerns them.
 *
 * <ul>
 *   <li><b>Changes</b> are taken from pages of this very node alone, by an address or name that nobody else can make point here: an IP
 *       address, {@code localhost}, or the host of a member. All others are refused, without a look at what they ask.
 *   <li><b>Reads</b> of {@code /v1/} are open to pages of the members' HTTP addresses, so that a page outlives its node. A page of any
 *       other origin is not given what is answered, by its browser.
 * </ul>
 *
 * <p>No preflight is ever answered, so that nothing but plain reads comes from another origin; and no credentials are.
 */
public final class BrowserRules implements HttpRoutes {
    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final Cluster cluster;

    /** The rules of a node of this cluster, with whichever members it has at a request. */
    public BrowserRules(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void addTo(ServerBuilder server) {
        server.decorator(this::serve);
    }

    private HttpResponse serve(HttpService path, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (ctx.path().startsWith("/v1/")) {
            ctx.addAdditionalResponseHeader(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
            if (request.method() == HttpMethod.GET && origin != null && isMember(lower(origin))) {
                ctx.setAdditionalResponseHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            }
        }
        if (origin == null
                || SAFE.contains(request.method())
                || mayChange(origin, request.headers().authority())) {
            return path.serve(ctx, request);
        }
        return new Problem(
                        HttpStatus.FORBIDDEN,
                        "FOREIGN_ORIGIN",
                        "origin: " + origin
                                + " (expected: a page of this node, by its IP address, localhost, or the host of a member)",
                        Map.of(Failures.OUTCOME, Failures.NOT_APPLIED))
                .toResponse()
                .toHttpResponse();
    }

    /** Whether a page of this origin may change something here, where it came by this authority ({@code host:port}). */
    boolean mayChange(String origin, @Nullable String authority) {
        if (authority == null) {
            return false;
        }
        String own = lower(authority);
        String given = lower(origin);
        return (given.equals("http://" + own) || given.equals("https://" + own)) && isOwn(given);
    }

    private boolean isOwn(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host != null && (isIpAddress(host) || host.equals("localhost") || isMemberHost(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isMember(String origin) {
        return members()
                .map(address -> lower("http://" + address))
                .map(member -> member.endsWith(":80") ? member.substring(0, member.length() - 3) : member)
                .anyMatch(origin::equals);
    }

    private boolean isMemberHost(String host) {
        return members().anyMatch(address -> lower(address.host()).equals(host));
    }

    private Stream<Address> members() {
        return cluster.members().stream().map(MemberConfig::httpAddress).flatMap(Optional::stream);
    }

    /** As a browser writes one. A name never ends in a number, so that only addresses do. */
    private static boolean isIpAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
