package io.serviceregistry.node.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.serviceregistry.node.metrics.Exposition.Format;
import io.serviceregistry.node.metrics.Metric.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * The meters of a node, those of its process included.
 *
 * <p>Made once, bound by whoever makes the node, then read. Gauges and counters cost nothing until they are read, and are read by the
 * thread that scrapes. Tags have few values, which are known when the node starts: never an id or a name out of the catalog.
 *
 * <p>Thread-safe.
 */
public final class NodeMetrics implements AutoCloseable {
    /** From a read on the same machine to the most that a call may wait. */
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ProcessMeters process = new ProcessMeters(registry);

    /** Micrometer holds what it counts weakly. */
    private final List<LongSupplier> counted = new CopyOnWriteArrayList<>();

    private final List<Runnable> beforeScrapes = new CopyOnWriteArrayList<>();

    /** A number now, or a time in seconds; not a number while there is none. {@code tags} are names and values by turns. */
    public void gauge(Metric metric, DoubleSupplier value, String... tags) {
        require(metric, metric.kind() == Kind.GAUGE || metric.kind() == Kind.SECONDS);
        Gauge.builder(metric.meter(), value::getAsDouble)
                .description(metric.description())
                .baseUnit(metric.kind() == Kind.SECONDS ? "seconds" : null)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** A number that only grows. */
    public void counter(Metric metric, LongSupplier count, String... tags) {
        require(metric, metric.kind() == Kind.COUNTER);
        counted.add(count);
        FunctionCounter.builder(metric.meter(), count, LongSupplier::getAsLong)
                .description(metric.description())
                .tags(tags)
                .register(registry);
    }

    /** How often something took place, and how long it took. The same one for the same tags. */
    Timer timer(Metric metric, String... tags) {
        require(metric, metric.kind() == Kind.TIMER);
        return Timer.builder(metric.meter())
                .description(metric.description())
                .serviceLevelObjectives(BUCKETS)
                .tags(tags)
                .register(registry);
    }

    /** Done before each scrape by the thread that scrapes, such as to look once at what several gauges show. */
    public void beforeEachScrape(Runnable look) {
        beforeScrapes.add(look);
    }

    /** Everything as it is now, in the format that a request prefers. Takes milliseconds; not for an event loop. */
    public Exposition scrape(String accept) {
        Format format = Format.preferred(accept);
        beforeScrapes.forEach(Runnable::run);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            registry.scrape(body, format.contentType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Exposition(format, body.toByteArray());
    }

    /** Lets go of the process. */
    @Override
    public void close() {
        process.close();
        registry.close();
    }

    private static void require(Metric metric, boolean kindFits) {
        if (!kindFits) {
            throw new IllegalArgumentException(metric + " is a " + metric.kind());
        }
    }
}
