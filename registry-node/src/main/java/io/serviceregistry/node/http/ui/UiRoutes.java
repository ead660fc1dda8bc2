package io.serviceregistry.node.http.ui;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.http.HttpRoutes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The pages of {@code /ui/}. Each file has a route of its own, so that no path leads to anything that is not in the list.
 */
public final class UiRoutes implements HttpRoutes {
    private static final String ROOT = "/ui/";
    private static final String INDEX = "index.html";

    /** Every file there is; a test holds it against the directory. */
    static final List<String> FILES = List.of(
            INDEX,
            "style.css",
            "icon.svg",
            "theme.js",
            "app.js",
            "api.js",
            "catalog.js",
            "events.js",
            "format.js",
            "live.js",
            "polls.js",
            "route.js",
            "state.js",
            "tags.js",
            "view/cluster.js",
            "view/dialog.js",
            "view/events.js",
            "view/instance.js",
            "view/parts.js",
            "view/service.js",
            "view/services.js",
            "view/shell.js",
            "lib/preact/preact.module.js",
            "lib/preact/LICENSE");

    private final Cluster cluster;

    /** The pages of a node of this cluster: they may read from its members as they are, and from nowhere else. */
    public UiRoutes(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void addTo(ServerBuilder server) {
        for (String path : FILES) {
            HttpService service = UiFile.read(path).service(() -> contentSecurityPolicy(cluster));
            server.service("exact:" + ROOT + path, service);
            if (path.equals(INDEX)) {
                server.service("exact:" + ROOT, service);
            }
        }
        server.route().get("exact:/ui").build((ctx, request) -> seeRoot());
        server.route().get("exact:/").build((ctx, request) -> seeRoot());
    }

    private static HttpResponse seeRoot() {
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.TEMPORARY_REDIRECT)
                .set("location", ROOT)
                .build());
    }

    static String contentSecurityPolicy(Cluster cluster) {
        String members = cluster.members().stream()
                .map(MemberConfig::httpAddress)
                .flatMap(Optional::stream)
                .filter(UiRoutes::canBeInAPolicy)
                .map(address -> " http://" + address)
                .collect(Collectors.joining());
        return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" + members
                + "; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                + "; require-trusted-types-for 'script'; trusted-types 'none'";
    }

    /** Policies have no way to write an IPv6 address. */
    private static boolean canBeInAPolicy(Address address) {
        return address.host().matches("[A-Za-z0-9.-]+");
    }
}
