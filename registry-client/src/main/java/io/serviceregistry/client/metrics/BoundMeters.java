package io.serviceregistry.client.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one subject in one meter registry. They hold the subject until they are removed: an application need not keep a
 * view that it only listens to.
 *
 * <p>Thread-safe.
 */
final class BoundMeters<T> {

    private final MeterRegistry registry;
    private final T subject;
    private final Tags tags;
    private final Queue<Meter> meters = new ConcurrentLinkedQueue<>();

    BoundMeters(MeterRegistry registry, T subject, Tags tags) {
        this.registry = registry;
        this.subject = subject;
        this.tags = tags;
    }

    /** Holds the subject weakly, as Micrometer has no other way; each subject has a gauge as well. */
    void counter(Metric metric, Tags more, ToDoubleFunction<T> count) {
        meters.add(FunctionCounter.builder(metric.meter(), subject, count)
                .description(metric.description())
                .tags(tags.and(more))
                .register(registry));
    }

    void gauge(Metric metric, Tags more, ToDoubleFunction<T> value) {
        meters.add(Gauge.builder(metric.meter(), subject, value)
                .description(metric.description())
                .tags(tags.and(more))
                .strongReference(true)
                .register(registry));
    }

    /** In the meter registry's unit of time; not a number while there is no age. */
    void age(Metric metric, Function<T, @Nullable Duration> age) {
        meters.add(TimeGauge.builder(metric.meter(), subject, TimeUnit.NANOSECONDS, of -> {
                    Duration known = age.apply(of);
                    return known == null ? Double.NaN : known.toNanos();
                })
                .description(metric.description())
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    Timer timer(Metric metric, Tags more) {
        Timer timer = Timer.builder(metric.meter())
                .description(metric.description())
                .tags(tags.and(more))
                .register(registry);
        meters.add(timer);
        return timer;
    }

    /** Takes the meters out of the registry. */
    void remove() {
        for (Meter meter = meters.poll(); meter != null; meter = meters.poll()) {
            registry.remove(meter);
        }
    }
}
