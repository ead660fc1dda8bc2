package io.serviceregistry.node.http;

import com.linecorp.armeria.common.FlagsProvider;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import io.micrometer.core.instrument.MeterRegistry;

/** What is set for the HTTP library as a whole; found by it as a service. */
public final class HttpFlags implements FlagsProvider {

    @Override
    public int priority() {
        return 10;
    }

    /** One version is enforced by the build; the library compares build stamps as well, and warns of nothing. */
    @Override
    public Boolean warnNettyVersions() {
        return false;
    }

    /** What is measured is measured where it is known, under the names of this project. */
    @Override
    public MeterRegistry meterRegistry() {
        return NoopMeterRegistry.get();
    }
}
