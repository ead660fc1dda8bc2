package io.serviceregistry.client.metrics;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.serviceregistry.client.CallObserver;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Times the calls of a client in one meter registry. The timers are there before the first call, so that a first failure is seen
 * as a step from zero.
 *
 * <p>Thread-safe.
 */
final class CallTimers implements CallObserver {

    private final BoundMeters<RegistryClient> meters;
    private final Map<String, OfMethod> methods = new ConcurrentHashMap<>();

    private record OfMethod(Timer ok, Timer notApplied, Timer indeterminate) {}

    CallTimers(BoundMeters<RegistryClient> meters) {
        this.meters = meters;
    }

    /** Makes the timers of a method before its first call. */
    void expect(String method) {
        var unused = of(method);
    }

    private OfMethod of(String method) {
        return methods.computeIfAbsent(
                method,
                name -> new OfMethod(timer(name, "ok"), timer(name, "not_applied"), timer(name, "indeterminate")));
    }

    @Override
    public void ended(String method, @Nullable RegistryException failure, Duration took) {
        OfMethod timers = of(method);
        if (failure == null) {
            timers.ok.record(took);
            return;
        }
        switch (failure.outcome()) {
            case NOT_APPLIED -> timers.notApplied.record(took);
            case INDETERMINATE -> timers.indeterminate.record(took);
        }
    }

    private Timer timer(String method, String outcome) {
        return meters.timer(Metric.CALLS, Tags.of("method", method, "outcome", outcome));
    }
}
