package io.serviceregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.boot.EmbeddedRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application's own tests rely on: a registry of one node, in the same JVM. */
class EmbeddedRegistryTest {
    private static final InstanceSpec SPEC = InstanceSpec.of("payments", "p1", "http://127.0.0.1:8001")
            .withLease(LeasePolicy.ofTtl(Duration.ofMinutes(5)));

    @TempDir
    private Path directory;

    @Test
    void servesAClientOfTheSameJvm() {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start();
                RegistryClient client = client(registry)) {
            GrantedLease lease = client.register(SPEC);
            assertThat(client.discover(ServiceQuery.of("payments")).instances())
                    .singleElement()
                    .satisfies(instance -> {
                        assertThat(instance.leaseId()).isEqualTo(lease.leaseId());
                        assertThat(instance.status()).isEqualTo(EffectiveStatus.UP);
                    });
        }
    }

    @Test
    void whatIsWaitedForCanBeHadAsAFuture() throws Exception {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start();
                RegistryClient client = client(registry)) {
            Registration registration = client.keepRegistered(SPEC);
            long lease = registration.registered().get(30, TimeUnit.SECONDS).leaseId();
            ServiceView view = client.view(ViewQuery.of("payments"));
            assertThat(view.synced().get(30, TimeUnit.SECONDS).healthy())
                    .extracting(Instance::leaseId)
                    .containsExactly(lease);

            Registration wrong = client.keepRegistered(InstanceSpec.of("pay ments", "p1", "http://127.0.0.1:8001"));
            assertThat(wrong.registered())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(InvalidFieldException.class);
            view.close();
            assertThat(client.view(ViewQuery.of("pay ments")).synced())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(InvalidFieldException.class);
        }
    }

    @Test
    void findsInItsDirectoryWhatAnEarlierOneLeft() {
        long lease;
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(directory);
                RegistryClient client = client(registry)) {
            lease = client.register(SPEC).leaseId();
        }
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(directory);
                RegistryClient client = client(registry)) {
            assertThat(client.getInstance(SPEC.key()).instance().leaseId()).isEqualTo(lease);
        }
    }

    @Test
    void twoDoNotMeetInOneDirectory() {
        try (EmbeddedRegistry first = EmbeddedRegistry.start(directory)) {
            assertThat(first.fault()).isEmpty();
            assertThatThrownBy(() -> EmbeddedRegistry.start(directory))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is in use by another process");
        }
    }

    @Test
    void tellsItsWatchesThatItStops() {
        Queue<ErrorReason> ends = new ConcurrentLinkedQueue<>();
        WatchListener listener = new WatchListener() {
            @Override
            public void stateChanged(WatchState previous, WatchState current) {
                if (current instanceof WatchState.Connecting connecting && connecting.cause() != null) {
                    ends.add(connecting.cause().reason());
                }
            }
        };
        EmbeddedRegistry registry = EmbeddedRegistry.start();
        try (RegistryClient client = client(registry);
                InstanceWatch watch = client.watch(WatchQuery.of("payments"), listener)) {
            watch.awaitSynced(Duration.ofSeconds(30));
            ends.clear();
            registry.close();
            await().untilAsserted(() -> assertThat(ends).first().isEqualTo(ErrorReason.STOPPING));
        } finally {
            registry.close();
        }
    }

    @Test
    void leavesNoFilesBehind() throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        EmbeddedRegistry.start().close();
        try (var left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("embedded-registry-")))
                    .isEmpty();
        }
    }

    private static RegistryClient client(EmbeddedRegistry registry) {
        return RegistryClient.builder().addresses(registry.address()).build();
    }
}
