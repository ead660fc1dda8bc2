package io.serviceregistry.client.cluster;

import static io.serviceregistry.client.cluster.ClusterObserver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.ServiceQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fills a registry and its log, and remembers what was acknowledged: it must all be there in the end. Beside it a few
 * leases are kept, none of which may lapse. Used by one thread.
 */
final class LoggedLoad implements AutoCloseable {
    private static final String PAGE = "x".repeat(8_000);
    private static final String LINE = "x".repeat(100);
    private static final int SERVICES = 5;
    private static final Duration TTL = Duration.ofSeconds(30);

    private final RegistryClient client;
    /** Lease by instance, for each service; an instance whose last registration was not answered is in none. */
    private final Map<String, Map<String, Long>> acknowledged = new TreeMap<>();

    private List<Registration> kept = List.of();
    private final Map<String, Long> keptLeases = new TreeMap<>();
    private Thread writer = new Thread(() -> {});
    private volatile boolean goesOn;

    LoggedLoad(RegistryClient client) {
        this.client = client;
    }

    /** Begins to keep leases. */
    void start() {
        kept = IntStream.range(0, 10)
                .mapToObj(i -> client.keepRegistered(InstanceSpec.of(InstanceKey.of("kept", "k" + i))
                        .withLease(LeasePolicy.ofTtl(TTL).withRemoveAfter(Duration.ofMinutes(5)))))
                .toList();
        kept.forEach(registration -> keptLeases.put(
                registration.spec().key().instanceId(),
                registration.awaitRegistered(PATIENCE).leaseId()));
    }

    /** A state of so many instances, so large that writing and sending it takes a while. */
    void fill(int instances) {
        for (int i = 0; i < SERVICES; i++) {
            register("state-%02d".formatted(i), instances / SERVICES, PAGE);
        }
    }

    /**
     * Registers the same few hundred instances anew: more than one file of the log, in more entries than are kept for its
     * size, and again enough for a snapshot that covers them.
     */
    void burst() {
        register("burst", 300, PAGE);
        for (int i = 0; i < 110; i++) {
            register("trickle", 1, LINE);
        }
        register("burst", 150, PAGE);
    }

    /** Writes in the background until {@link #pause}. */
    void goOn() {
        goesOn = true;
        writer = new Thread(
                () -> {
                    while (goesOn) {
                        register("burst", 50, PAGE);
                    }
                },
                "load");
        writer.start();
    }

    /** Lets the writer come to its end. */
    void pause() {
        goesOn = false;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void register(String service, int instances, String text) {
        List<CompletableFuture<Optional<GrantedLease>>> asked = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            asked.add(client.async()
                    .register(InstanceSpec.of(InstanceKey.of(service, id(i)))
                            .withMetadata("text", text)
                            .withLease(LeasePolicy.withoutTtl()))
                    .handle(LoggedLoad::answered));
        }
        Map<String, Long> leases = acknowledged.computeIfAbsent(service, name -> new TreeMap<>());
        for (int i = 0; i < instances; i++) {
            String id = id(i);
            asked.get(i).join().ifPresentOrElse(lease -> leases.put(id, lease.leaseId()), () -> leases.remove(id));
        }
    }

    /** Empty when the call was not answered: it may have been applied or not. */
    private static Optional<GrantedLease> answered(@Nullable GrantedLease lease, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause != null && !(cause instanceof RegistryException)) {
            throw new CompletionException(cause);
        }
        return Optional.ofNullable(lease);
    }

    private static String id(int number) {
        return "i%05d".formatted(number);
    }

    /** {@code AckedMeansDurable} and {@code NoEarlyExpiry}. */
    void assertNothingLost() {
        acknowledged.forEach((service, leases) -> {
            Map<String, Long> found = new TreeMap<>();
            instances(service).forEach(instance -> found.put(instance.key().instanceId(), instance.leaseId()));
            assertThat(found).as(service).containsAllEntriesOf(leases);
        });
        assertThat(instances("kept")).hasSize(kept.size()).allSatisfy(instance -> {
            assertThat(instance.leaseId())
                    .isEqualTo(keptLeases.get(instance.key().instanceId()));
            assertThat(instance.lapses()).as("lapses of " + instance.key()).isZero();
        });
    }

    private List<Instance> instances(String service) {
        return client.discover(ServiceQuery.of(service).withFilter(InstanceFilter.ALL))
                .instances();
    }

    @Override
    public void close() {
        pause();
        kept.forEach(Registration::close);
    }
}
