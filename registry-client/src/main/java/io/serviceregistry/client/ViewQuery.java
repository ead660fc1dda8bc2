package io.serviceregistry.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a live view of one service. Start with {@link #of} and add what differs; every {@code with} method returns a new
 * query.
 *
 * @param namespace the namespace
 * @param service the service
 * @param selector which of its instances, by tags, zone and metadata: terms such as {@code version=2}, {@code zone in (a,b)},
 *     {@code !canary}, all of which must hold; empty means all
 * @param cacheDirectory where to save what is known, so that the next process has something to begin with while the registry
 *     cannot be reached; null means nowhere
 * @param fallback addresses to use while nothing is known, with scheme, host and port, such as {@code http://10.0.0.7:8080}
 */
public record ViewQuery(
        String namespace,
        String service,
        String selector,
        @Nullable Path cacheDirectory,
        List<String> fallback) {

    public ViewQuery {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(selector, "selector");
        if (namespace.isEmpty()) {
            namespace = InstanceKey.DEFAULT_NAMESPACE;
        }
        fallback = List.copyOf(fallback);
    }

    /** All instances of a service of the default namespace, with nothing to fall back on. */
    public static ViewQuery of(String service) {
        return new ViewQuery(InstanceKey.DEFAULT_NAMESPACE, service, "", null, List.of());
    }

    /** In this namespace instead. */
    public ViewQuery inNamespace(String namespace) {
        return new ViewQuery(namespace, service, selector, cacheDirectory, fallback);
    }

    /** With this selector instead. */
    public ViewQuery withSelector(String selector) {
        return new ViewQuery(namespace, service, selector, cacheDirectory, fallback);
    }

    /** Saved in this directory, which is made when needed. */
    public ViewQuery withCache(Path cacheDirectory) {
        return new ViewQuery(namespace, service, selector, cacheDirectory, fallback);
    }

    /** With these addresses to begin with. */
    public ViewQuery withFallback(String... uris) {
        return new ViewQuery(namespace, service, selector, cacheDirectory, List.of(uris));
    }
}
