package io.serviceregistry.client.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.ServiceView;
import java.util.HashMap;
import java.util.Map;

/**
 * The metrics of one view, which carry the names of its namespace and its service as tags. For the few services that an application
 * cannot do without: each view is four meters more, and {@link RegistryClientMetrics} shows all views in sum.
 *
 * <p>Thread-safe. What is bound holds the view until this is closed; close it with the view.
 */
public final class ServiceViewMetrics implements MeterBinder, AutoCloseable {

    private final ServiceView view;
    private final Tags tags;
    private final Map<MeterRegistry, BoundMeters<ServiceView>> bound = new HashMap<>(); // guarded by this

    /** Metrics of a view of this client's. */
    public ServiceViewMetrics(RegistryClient client, ServiceView view) {
        this.view = view;
        this.tags = Tags.of(
                "client",
                client.name(),
                "namespace",
                view.query().namespace(),
                "service",
                view.query().service());
    }

    /** Makes the meters; a second time with the same meter registry changes nothing. */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (bound.containsKey(registry)) {
            return;
        }
        BoundMeters<ServiceView> meters = new BoundMeters<>(registry, view, tags);
        meters.age(Metric.VIEW_AGE, of -> of.age().orElse(null));
        meters.gauge(Metric.VIEW_FOLLOWING, Tags.empty(), of -> of.isConnected() ? 1 : 0);
        meters.gauge(
                Metric.VIEW_INSTANCES,
                Tags.of("healthy", "true"),
                of -> of.current().healthy().size());
        meters.gauge(Metric.VIEW_INSTANCES, Tags.of("healthy", "false"), of -> unhealthy(of.current()));
        bound.put(registry, meters);
    }

    /** Takes the meters out of the meter registries. Any number of times. */
    @Override
    public synchronized void close() {
        bound.values().forEach(BoundMeters::remove);
        bound.clear();
    }

    private static int unhealthy(ServiceSnapshot known) {
        return known.all().size() - known.healthy().size();
    }
}
