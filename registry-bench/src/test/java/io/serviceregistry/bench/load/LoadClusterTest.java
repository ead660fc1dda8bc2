package io.serviceregistry.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.load.Target.Freshness;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.StatusRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a load says it did, the registry has seen. */
class LoadClusterTest {
    private static final Phases SHORT = Phases.ofSeconds(0.2, 0.8);

    @TempDir
    static Path directory;

    private static RegistryCluster cluster;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() {
        // The tests run in the module's directory.
        cluster = new RegistryCluster(
                3, directory, NodeJava.ofCheckout(Path.of("..").toAbsolutePath()), "");
        cluster.start();
        channel = Channels.to(cluster.addresses().get(0)).build();
        Awaitility.await().atMost(Duration.ofSeconds(90)).ignoreExceptions().untilAsserted(() -> {
            channel.resetConnectBackoff();
            try (Target target = target()) {
                Population.register(target, new InstanceNames("probe"), 3);
            }
        });
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        cluster.close();
    }

    @Test
    void everyRegistrationCountedIsAnInstance() {
        long before = instances();
        InstanceNames names = new InstanceNames("register");
        try (Target target = target()) {
            List<Caller> callers = Workload.REGISTER.callers(target, size(16, 1), names, new long[0]);

            LoadResult result = ClosedLoop.run(callers, SHORT);

            assertThat(result.calls()).isPositive().isLessThanOrEqualTo(result.acknowledged());
            assertThat(names.count()).isEqualTo(result.acknowledged() + result.failures());
            // On a machine that is far too busy a call may fail, and nobody can tell what became of it.
            assertThat(instances() - before).isBetween(result.acknowledged(), names.count());
        }
    }

    @Test
    void everyRenewalCountedIsARenewalOfALease() {
        renewalsAreCounted(8, 1);
    }

    @Test
    void aMessageOfManyRenewalsCountsEachLease() {
        renewalsAreCounted(4, 100);
    }

    private static void renewalsAreCounted(int callersCount, int leasesPerMessage) {
        Workload.Size size = size(callersCount, leasesPerMessage);
        InstanceNames names = new InstanceNames("renew-" + leasesPerMessage);
        try (Target target = target()) {
            long[] leases = Population.register(target, names, Workload.RENEW.population(size));
            List<Caller> callers = Workload.RENEW.callers(target, size, names, leases);

            LoadResult result = ClosedLoop.run(callers, SHORT);

            assertThat(result.items()).isPositive().isEqualTo(result.calls() * leasesPerMessage);
            long renewals = 0;
            for (int service = 0; service * InstanceNames.PER_SERVICE < leases.length; service++) {
                renewals += discover(names.service(service)).getInstancesList().stream()
                        .mapToLong(instance -> instance.getRenewals())
                        .sum();
            }
            assertThat(renewals)
                    .isBetween(result.acknowledged(), result.acknowledged() + result.failures() * leasesPerMessage);
        }
    }

    @Test
    void readsOfEveryConsistencyFindWhatWasRegistered() {
        Workload.Size population = size(4, 1);
        InstanceNames names = new InstanceNames("discover");
        try (Target target = target()) {
            Population.register(target, names, Workload.DISCOVER.population(population));
            for (Freshness freshness : List.of(Freshness.LINEARIZABLE, Freshness.AT_LEAST)) {
                List<Caller> callers = Workload.DISCOVER.callers(target, size(freshness), names, new long[0]);

                LoadResult result = ClosedLoop.run(callers, SHORT);

                assertThat(result.errors()).as("%s", freshness).isEmpty();
                assertThat(result.calls()).isPositive();
            }
            // Once each node has answered a read of the latest state, what it has itself is complete too.
            LoadResult local =
                    ClosedLoop.run(Workload.DISCOVER.callers(target, size(Freshness.LOCAL), names, new long[0]), SHORT);
            assertThat(local.errors()).isEmpty();
            assertThat(local.calls()).isPositive();
        }
    }

    @Test
    void aMixedOpenLoopMakesTheCallsThatAreDue() {
        Workload.Size size = size(32, 1);
        InstanceNames names = new InstanceNames("mixed");
        try (Target target = target()) {
            long[] leases = Population.register(target, names, Workload.MIXED.population(size));
            List<Caller> callers = Workload.MIXED.callers(target, size, names, leases);

            LoadResult result = OpenLoop.run(callers, 100, SHORT);

            assertThat(result.acknowledged() + result.failures()).isEqualTo(100); // a second of a hundred a second
            assertThat(result.calls()).isBetween(80 - result.failures(), 80L); // without the warm-up
            assertThat(names.count()).isGreaterThan(leases.length);
        }
    }

    private static Target target() {
        return new RegistryTarget(cluster.addresses(), 1, Duration.ofMinutes(10), 1);
    }

    private static Workload.Size size(int callers, int leasesPerMessage) {
        return new Workload.Size(callers, 4, leasesPerMessage, 3, Freshness.LINEARIZABLE, 1);
    }

    private static Workload.Size size(Freshness freshness) {
        return new Workload.Size(6, 1, 1, 3, freshness, 1);
    }

    private static long instances() {
        // A read of the latest state first: the status is of what the node has.
        discover("none");
        return AdminServiceGrpc.newBlockingStub(channel)
                .status(StatusRequest.getDefaultInstance())
                .getInstances();
    }

    private static DiscoverResponse discover(String service) {
        return DiscoveryServiceGrpc.newBlockingStub(channel)
                .discover(DiscoverRequest.newBuilder().setService(service).build());
    }
}
