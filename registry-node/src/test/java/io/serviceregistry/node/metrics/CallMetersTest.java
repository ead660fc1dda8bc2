package io.serviceregistry.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.door.CallObserver.Operation;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallMetersTest {
    private final NodeMetrics metrics = new NodeMetrics();
    private final CallMeters calls = new CallMeters(metrics);
    private final Operation discover = calls.operation("grpc", "Discover");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void callsAreCountedByWhatTheyCameTo() {
        discover.answered(CallObserver.OK, 1);
        discover.answered(CallObserver.OK, 1);
        discover.answered("NOT_READY", 1);
        assertThat(count("Discover", "OK")).isEqualTo(2);
        assertThat(count("Discover", "NOT_READY")).isEqualTo(1);
        assertThat(count("Register", "OK")).isZero();
    }

    @Test
    void theTimeOfACallIsInItsBucket() {
        discover.answered(CallObserver.OK, TimeUnit.MILLISECONDS.toNanos(7));
        discover.answered("NOT_READY", TimeUnit.SECONDS.toNanos(20));
        assertThat(bucket("0.005")).isZero();
        assertThat(bucket("0.01")).isEqualTo(1);
        assertThat(bucket("10.0")).isEqualTo(1);
        assertThat(bucket("+Inf")).isEqualTo(2);
        assertThat(scrape().sum("registry_request_duration_seconds_sum")).isEqualTo(20.007);
    }

    @Test
    void aStreamIsCountedAndNotTimed() {
        calls.operation("grpc", "Watch").closed(CallObserver.CANCELLED);
        assertThat(count("Watch", CallObserver.CANCELLED)).isEqualTo(1);
        assertThat(scrape().names()).noneMatch(name -> name.startsWith("registry_request_duration"));
    }

    @Test
    void anOperationIsThereBeforeItsFirstCallAndIsOneWhoeverAsks() {
        assertThat(scrape().names()).contains("registry_requests_total");
        calls.operation("grpc", "Discover").answered(CallObserver.OK, 1);
        discover.answered(CallObserver.OK, 1);
        assertThat(count("Discover", "OK")).isEqualTo(2);
    }

    private double count(String operation, String outcome) {
        return scrape().sum("registry_requests_total", "door", "grpc", "operation", operation, "outcome", outcome);
    }

    private double bucket(String le) {
        return scrape().sum("registry_request_duration_seconds_bucket", "operation", "Discover", "le", le);
    }

    private Samples scrape() {
        return Samples.parse(metrics.scrape("").text());
    }
}
