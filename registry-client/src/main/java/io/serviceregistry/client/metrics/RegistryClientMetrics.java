package io.serviceregistry.client.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serviceregistry.client.RegistryClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics of a client.
 *
 * <pre>{@code
 * new RegistryClientMetrics(client).bindTo(meterRegistry);
 * }</pre>
 *
 * <p>All of them carry the tag {@code client}, the client's name; clients that share a meter registry need names of their own, as
 * Micrometer takes meters with equal names and tags for one. No other tag has values that come from the registry or from the
 * application: a client is about a hundred meters, whatever it does. Names of services are tags of {@link ServiceViewMetrics} only.
 *
 * <p>But for the timers of calls, which count from the binding on, the meters read {@link RegistryClient#stats()} when somebody
 * reads them, and cost nothing otherwise.
 *
 * <p>Thread-safe. What is bound holds the client until this is closed.
 */
public final class RegistryClientMetrics implements MeterBinder, AutoCloseable {

    private final RegistryClient client;
    private final Tags tags;
    private final Map<MeterRegistry, Bound> bound = new HashMap<>(); // guarded by this

    private record Bound(BoundMeters<RegistryClient> meters, CallTimers timers) {}

    /** Metrics with no tags but those that they are described with. */
    public RegistryClientMetrics(RegistryClient client) {
        this(client, List.of());
    }

    /** Metrics that carry these tags as well. */
    public RegistryClientMetrics(RegistryClient client, Iterable<Tag> tags) {
        this.client = client;
        this.tags = Tags.of("client", client.name()).and(tags);
    }

    /** Makes the meters; a second time with the same meter registry changes nothing. */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (bound.containsKey(registry)) {
            return;
        }
        BoundMeters<RegistryClient> meters = new BoundMeters<>(registry, client, tags);
        CallTimers timers = new CallTimers(meters);
        StatsMeters stats = new StatsMeters(meters);
        stats.bindAll();
        for (String method : client.stats().calls().keySet()) {
            stats.bindMethod(method);
            timers.expect(method);
        }
        client.addCallObserver(timers);
        bound.put(registry, new Bound(meters, timers));
    }

    /** Takes the meters out of the meter registries, so that a later client may have the same name. Any number of times. */
    @Override
    public synchronized void close() {
        bound.values().forEach(each -> {
            client.removeCallObserver(each.timers());
            each.meters().remove();
        });
        bound.clear();
    }
}
