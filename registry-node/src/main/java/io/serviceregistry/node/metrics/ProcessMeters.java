package io.serviceregistry.node.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Set;

/** What Micrometer itself knows of the process: memory, garbage collection, threads, CPU, uptime and open files. */
final class ProcessMeters implements AutoCloseable {
    /** Their names offend Prometheus' own rules, and {@code process.cpu.usage} says what they are good for. */
    private static final Set<String> LEFT_OUT = Set.of("process.cpu.time", "system.cpu.count");

    /** It listens to the collectors of the JVM until it is closed. */
    private final JvmGcMetrics collections = new JvmGcMetrics();

    ProcessMeters(MeterRegistry registry) {
        registry.config().meterFilter(MeterFilter.deny(meter -> LEFT_OUT.contains(meter.getName())));
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    @Override
    public void close() {
        collections.close();
    }
}
