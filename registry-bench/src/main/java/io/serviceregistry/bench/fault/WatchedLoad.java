package io.serviceregistry.bench.fault;

import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ReportedStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Changes for others to watch: instances of fifty services come, change, fall silent and go, as fast as the registry takes
 * it. Whether a write was refused does not matter here.
 */
final class WatchedLoad implements AutoCloseable {
    private static final int SERVICES = 50;
    private static final int INSTANCES = 10;
    private static final int UNDER_WAY = 16;
    private static final LeasePolicy SHORT =
            LeasePolicy.ofTtl(Duration.ofSeconds(1)).withRemoveAfter(Duration.ofSeconds(1));
    private static final List<ReportedStatus> STATUSES =
            List.of(ReportedStatus.UP, ReportedStatus.UP, ReportedStatus.DOWN, ReportedStatus.DRAINING);

    private final RegistryClient client;
    private final SplittableRandom random;
    private final AtomicLong writes = new AtomicLong();
    private volatile boolean goesOn = true;
    private volatile boolean leavesSome = true;

    WatchedLoad(List<String> addresses, long seed) {
        this.client = RegistryClient.builder()
                .name("watched-load")
                .addresses(addresses)
                .build();
        this.random = new SplittableRandom(seed);
    }

    static List<String> services() {
        return IntStream.range(0, SERVICES).mapToObj("s-%02d"::formatted).toList();
    }

    void start() {
        for (int i = 0; i < UNDER_WAY; i++) {
            next();
        }
    }

    /** From now on nobody falls silent: what is silent goes in a few seconds. */
    void calmDown() {
        leavesSome = false;
    }

    void stop() {
        goesOn = false;
    }

    long writes() {
        return writes.get();
    }

    private void next() {
        if (goesOn) {
            var unused = write().whenComplete((done, refused) -> {
                writes.incrementAndGet();
                next();
            });
        }
    }

    private CompletableFuture<?> write() {
        InstanceKey key;
        int dice;
        int number;
        synchronized (random) {
            key = InstanceKey.of(services().get(random.nextInt(SERVICES)), "i-" + random.nextInt(INSTANCES));
            dice = random.nextInt(100);
            number = random.nextInt(1_000);
        }
        if (dice < 45 || (dice < 55 && !leavesSome)) {
            return client.async().register(spec(key, number).withLease(LeasePolicy.withoutTtl()));
        }
        if (dice < 55) {
            return client.async().register(spec(key, number).withLease(SHORT));
        }
        if (dice < 75) {
            return client.async().update(InstanceUpdate.of(key).withStatus(STATUSES.get(number % STATUSES.size())));
        }
        if (dice < 85) {
            return client.async()
                    .update(InstanceUpdate.of(key).withMetadata(Map.of("number", Integer.toString(number))));
        }
        return client.async().deregister(key, 0);
    }

    private static InstanceSpec spec(InstanceKey key, int number) {
        return InstanceSpec.of(key).withMetadata(Map.of("number", Integer.toString(number)));
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
