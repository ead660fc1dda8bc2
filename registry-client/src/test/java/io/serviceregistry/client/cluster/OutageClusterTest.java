package io.serviceregistry.client.cluster;

import static io.serviceregistry.client.cluster.ClusterObserver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceWatch;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistrationState.Registered;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.WatchedInstances;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lease whose holder keeps renewing never lapses, whatever happens to the servers: {@code NoEarlyExpiry}. */
@LongForm
class OutageClusterTest {
    private static final int INSTANCES = 1_000;
    private static final Duration TTL = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private NodeProcesses nodes;
    private ClusterObserver observer;
    private RegistryClient client;

    @BeforeEach
    void startCluster() {
        nodes = new NodeProcesses(3, directory);
        observer = new ClusterObserver(nodes);
        client = RegistryClient.builder().addresses(nodes.addresses()).build();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.ids())
                        .allSatisfy(id -> assertThat(observer.status(id))
                                .hasValueSatisfying(
                                        status -> assertThat(status.ready()).isTrue())));
    }

    @AfterEach
    void stopCluster() {
        client.close();
        observer.close();
        nodes.close();
    }

    @Test
    void aThousandInstancesOutliveTwoKillsOfTheLeaderWithinAMinute() {
        long endNanos = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        List<Registration> registrations = register();
        Map<String, Long> granted = leases(registrations);
        for (int kill = 0; kill < 2; kill++) {
            String leader = await().atMost(PATIENCE)
                    .until(observer::leader, found -> found.isPresent())
                    .orElseThrow();
            nodes.kill(leader);
            // Dead for longer than the TTL: renewals must go on through the others meanwhile.
            elapse(TTL.plusSeconds(2));
            nodes.start(leader);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(observer.status(leader))
                            .hasValueSatisfying(
                                    status -> assertThat(status.ready()).isTrue()));
        }
        elapse(Duration.ofNanos(endNanos - System.nanoTime()));
        assertNothingWasLost(granted, registrations);
    }

    @Test
    void anOutageOfTheWholeClusterCostsNoRegistration() {
        List<Registration> registrations = register();
        Map<String, Long> granted = leases(registrations);
        InstanceWatch watch = client.watch(WatchQuery.of("payments", "orders"));
        assertThat(watched(watch.awaitSynced(PATIENCE))).isEqualTo(granted);
        nodes.ids().forEach(nodes::kill);
        elapse(Duration.ofSeconds(20));
        assertThat(watch.state()).isInstanceOf(WatchState.Connecting.class);
        assertThat(watched(watch.current())).as("served from memory").isEqualTo(granted);
        assertThat(watch.age()).hasValueSatisfying(age -> assertThat(age).isGreaterThan(Duration.ofSeconds(15)));
        nodes.ids().forEach(nodes::start);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.ids())
                        .allSatisfy(id -> assertThat(observer.status(id))
                                .hasValueSatisfying(
                                        status -> assertThat(status.ready()).isTrue())));
        // Long enough for every lease to lapse that has not been renewed since.
        elapse(TTL.multipliedBy(3));
        assertNothingWasLost(granted, registrations);
        InstanceKey late = InstanceKey.of("orders", "late");
        client.register(InstanceSpec.of(late).withLease(LeasePolicy.withoutTtl()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(watch.current().find(late))
                        .as("it goes on by itself")
                        .isPresent());
        assertThat(watch.current().instances()).hasSize(granted.size() + 1);
    }

    private static Map<String, Long> watched(WatchedInstances watched) {
        Map<String, Long> leases = new TreeMap<>();
        watched.all().forEach(instance -> leases.put(instance.key().instanceId(), instance.leaseId()));
        return leases;
    }

    private List<Registration> register() {
        List<Registration> registrations = IntStream.range(0, INSTANCES)
                .mapToObj(i -> client.keepRegistered(InstanceSpec.of(key(i))
                        .withLease(LeasePolicy.ofTtl(TTL).withRemoveAfter(Duration.ofMinutes(5)))))
                .toList();
        registrations.forEach(registration -> registration.awaitRegistered(PATIENCE));
        return registrations;
    }

    private static InstanceKey key(int i) {
        return InstanceKey.of("payments", "p%04d".formatted(i));
    }

    private static Map<String, Long> leases(List<Registration> registrations) {
        Map<String, Long> leases = new TreeMap<>();
        for (Registration registration : registrations) {
            Registered registered = registration.awaitRegistered(PATIENCE);
            leases.put(registration.spec().key().instanceId(), registered.leaseId());
        }
        return leases;
    }

    private void assertNothingWasLost(Map<String, Long> granted, List<Registration> registrations) {
        for (String id : nodes.ids()) {
            List<Instance> instances = observer.instances(id, "payments");
            Map<String, Long> found = new TreeMap<>();
            instances.forEach(instance -> found.put(instance.key().instanceId(), instance.leaseId()));
            assertThat(found).as("registrations on " + id).isEqualTo(granted);
            assertThat(instances)
                    .as("no lapses on " + id)
                    .allSatisfy(instance -> assertThat(instance.lapses())
                            .as(instance.key().toString())
                            .isZero());
        }
        assertThat(registrations).allSatisfy(registration -> {
            assertThat(registration.counters().reRegistrations()).isZero();
            assertThat(registration.counters().recoveries()).isZero();
        });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(observer.statusesAtOneIndex().stream()
                                .map(NodeStatus::stateDigest)
                                .distinct())
                        .as("SameDigestAtSameIndex")
                        .hasSize(1));
        await().atMost(PATIENCE).untilAsserted(observer::assertNoFalseAlarm);
    }

    /** Lets time pass for the processes under test: the one thing here that can only be waited for. */
    private static void elapse(Duration time) {
        long endNanos = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(100))
                .atMost(time.plusSeconds(10))
                .until(() -> System.nanoTime() - endNanos >= 0);
    }
}
