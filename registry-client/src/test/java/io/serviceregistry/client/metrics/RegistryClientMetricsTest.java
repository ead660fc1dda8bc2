package io.serviceregistry.client.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceNotFoundException;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceWatch;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServiceQuery;
import io.serviceregistry.client.ServiceView;
import io.serviceregistry.client.UnavailableException;
import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.node.boot.EmbeddedRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The meters of a client of a real registry. */
class RegistryClientMetricsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int METERS = 30;
    private static final int METERS_OF_A_METHOD = 5;

    private final EmbeddedRegistry registry = EmbeddedRegistry.start();
    private final RegistryClient client =
            RegistryClient.builder().name("shop").addresses(registry.address()).build();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final RegistryClientMetrics metrics = new RegistryClientMetrics(client, Tags.of("zone", "eu-1"));

    @AfterEach
    void stop() {
        metrics.close();
        client.close();
        registry.close();
    }

    @Test
    void aRegistrationAndItsRenewalsMoveTheMeters() {
        metrics.bindTo(meters);
        assertThat(value("registry.client.registrations", "state", "registered"))
                .isZero();
        Registration registration = keep("p1");
        registration.awaitRegistered(LONG);
        await().untilAsserted(() -> {
            assertThat(value("registry.client.renewals", "outcome", "renewed")).isGreaterThanOrEqualTo(2);
            assertThat(value("registry.client.renewals.sent")).isGreaterThanOrEqualTo(2);
        });
        assertThat(value("registry.client.leases")).isEqualTo(1);
        assertThat(value("registry.client.registrations", "state", "registered"))
                .isEqualTo(1);
        assertThat(calls("Register", "ok").count()).isEqualTo(1);
        assertThat(calls("Register", "ok").totalTime(TimeUnit.NANOSECONDS)).isPositive();
        assertThat(value("registry.client.call.attempts", "method", "Register")).isEqualTo(1);

        registration.close();
        assertThat(value("registry.client.registrations.ended", "state", "closed"))
                .isEqualTo(1);
        assertThat(value("registry.client.leases")).isZero();
        await().untilAsserted(() -> assertThat(value("registry.client.registrations", "state", "registered"))
                .isZero());
    }

    @Test
    void aRegistrationThatAnotherTakesOverEndsAsFenced() {
        metrics.bindTo(meters);
        keep("p1").awaitRegistered(LONG);
        client.register(spec("p1"));
        await().untilAsserted(() -> assertThat(value("registry.client.registrations.ended", "state", "fenced"))
                .isEqualTo(1));
        assertThat(value("registry.client.renewals", "outcome", "replaced")).isEqualTo(1);
        assertThat(value("registry.client.reregistrations")).isZero();
    }

    @Test
    void anInstanceThatSomebodyRemovedIsLostAndRegistersAgain() {
        metrics.bindTo(meters);
        keep("p1").awaitRegistered(LONG);
        client.deregister(InstanceKey.of("payments", "p1"));
        await().untilAsserted(() ->
                assertThat(value("registry.client.reregistrations")).isEqualTo(1));
        assertThat(value("registry.client.leases.lost")).isEqualTo(1);
        assertThat(value("registry.client.renewals", "outcome", "unknown")).isEqualTo(1);
    }

    @Test
    void callsThatFailCountByTheirOutcome() {
        metrics.bindTo(meters);
        assertThatThrownBy(() -> client.getInstance(InstanceKey.of("payments", "nobody")))
                .isInstanceOf(InstanceNotFoundException.class);
        assertThat(calls("GetInstance", "not_applied").count()).isEqualTo(1);
        assertThat(calls("GetInstance", "ok").count()).isZero();
    }

    @Test
    void callsThatNobodyAnswersAreRetriedAndFail() {
        registry.close();
        try (RegistryClient lost = RegistryClient.builder()
                        .addresses(registry.address())
                        .callDeadline(Duration.ofSeconds(1))
                        .build();
                RegistryClientMetrics lostMetrics = new RegistryClientMetrics(lost)) {
            lostMetrics.bindTo(meters);
            assertThatThrownBy(() -> lost.discover(ServiceQuery.of("payments")))
                    .isInstanceOf(UnavailableException.class);
            assertThat(calls("Discover", "not_applied").count()).isEqualTo(1);
            assertThat(calls("Discover", "ok").count()).isZero();
            double retries = value("registry.client.call.retries", "method", "Discover");
            assertThat(retries).isPositive();
            assertThat(value("registry.client.call.attempts", "method", "Discover"))
                    .isEqualTo(retries + 1);
        }
    }

    @Test
    void aViewThatLosesItsRegistryConnectsAndGrowsOld() {
        metrics.bindTo(meters);
        try (ServiceView view = client.view(ViewQuery.of("payments"));
                InstanceWatch watch = client.watch(WatchQuery.of("payments"));
                ServiceViewMetrics viewMetrics = new ServiceViewMetrics(client, view)) {
            viewMetrics.bindTo(meters);
            view.awaitSynced(LONG);
            watch.awaitSynced(LONG);
            client.register(spec("p1"));
            await().untilAsserted(() -> assertThat(meters.get("registry.client.view.instances")
                            .tags("service", "payments", "namespace", "default", "healthy", "true")
                            .gauge()
                            .value())
                    .isEqualTo(1));
            assertThat(meters.get("registry.client.view.following").gauge().value())
                    .isEqualTo(1);
            assertThat(value("registry.client.views", "state", "following")).isEqualTo(1);
            assertThat(value("registry.client.watches", "state", "following")).isEqualTo(1);
            assertThat(value("registry.client.views.source", "source", "registry"))
                    .isEqualTo(1);
            assertThat(value("registry.client.streams.opened")).isEqualTo(2);

            registry.close();
            await().untilAsserted(() -> {
                assertThat(value("registry.client.views", "state", "connecting"))
                        .isEqualTo(1);
                assertThat(value("registry.client.watches", "state", "connecting"))
                        .isEqualTo(1);
                assertThat(value("registry.client.streams.reconnects")).isPositive();
                assertThat(meters.get("registry.client.view.following").gauge().value())
                        .isZero();
            });
            assertThat(value("registry.client.views", "state", "following")).isZero();
            assertThat(value("registry.client.views.source", "source", "registry"))
                    .as("it serves what it knows")
                    .isEqualTo(1);
            double age = value("registry.client.views.oldest.age");
            await().untilAsserted(() -> {
                assertThat(value("registry.client.views.oldest.age")).isGreaterThan(Math.max(age, 1));
                assertThat(meters.get("registry.client.view.age").timeGauge().value(TimeUnit.SECONDS))
                        .isGreaterThan(Math.max(age, 1));
            });
        }
        await().untilAsserted(() -> assertThat(value("registry.client.views", "state", "connecting"))
                .isZero());
    }

    @Test
    void everyMetricIsThereAndDescribedAndInTheDocumentation() throws IOException {
        metrics.bindTo(meters);
        try (ServiceView view = client.view(ViewQuery.of("payments"));
                ServiceViewMetrics viewMetrics = new ServiceViewMetrics(client, view)) {
            viewMetrics.bindTo(meters);
            Set<String> names =
                    Arrays.stream(Metric.values()).map(Metric::meter).collect(Collectors.toSet());
            assertThat(meters.getMeters())
                    .extracting(meter -> meter.getId().getName())
                    .containsAll(names)
                    .allMatch(names::contains);
            assertThat(meters.getMeters())
                    .extracting(Meter::getId)
                    .allSatisfy(id -> assertThat(id.getDescription()).isNotBlank())
                    .allSatisfy(id -> assertThat(id.getTag("client")).isEqualTo("shop"));
            assertThat(meters.getMeters())
                    .filteredOn(meter -> meter.getId().getTag("service") == null)
                    .as("without the names of services")
                    .allSatisfy(meter -> assertThat(meter.getId().getTag("zone"))
                            .as("the application's own tag")
                            .isEqualTo("eu-1"));
            List<String> documented = Files.readAllLines(Path.of("../docs/client.md"));
            assertThat(names)
                    .allSatisfy(name -> assertThat(documented).anyMatch(line -> line.contains('`' + name + '`')));
        }
    }

    @Test
    void howManyThereAreDoesNotDependOnWhatTheClientDoes() {
        metrics.bindTo(meters);
        int before = meters.getMeters().size();
        keep("p1").awaitRegistered(LONG);
        client.discover(ServiceQuery.of("payments"));
        assertThat(meters.getMeters())
                .hasSize(before)
                .hasSize(METERS + METERS_OF_A_METHOD * client.stats().calls().size());
        metrics.bindTo(meters);
        client.discover(ServiceQuery.of("payments"));
        assertThat(calls("Discover", "ok").count()).as("bound once").isEqualTo(2);
    }

    @Test
    void whatIsClosedIsGoneAndTheNextOneTakesItsPlace() {
        metrics.bindTo(meters);
        client.discover(ServiceQuery.of("payments"));
        Timer gone = calls("Discover", "ok");
        metrics.close();
        assertThat(meters.getMeters()).isEmpty();
        client.discover(ServiceQuery.of("payments"));
        assertThat(gone.count()).as("of the call before").isEqualTo(1);
        metrics.bindTo(meters);
        client.discover(ServiceQuery.of("payments"));
        assertThat(calls("Discover", "ok").count()).isEqualTo(1);
    }

    private Registration keep(String id) {
        return client.keepRegistered(spec(id));
    }

    private static InstanceSpec spec(String id) {
        return InstanceSpec.of("payments", id, "http://127.0.0.1:8001")
                .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(1)));
    }

    private Timer calls(String method, String outcome) {
        return meters.get("registry.client.calls")
                .tags("method", method, "outcome", outcome)
                .timer();
    }

    private double value(String name, String... tags) {
        return meters.get(name).tags(tags).meter().measure().iterator().next().getValue();
    }
}
