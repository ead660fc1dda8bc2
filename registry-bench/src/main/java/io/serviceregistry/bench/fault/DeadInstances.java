package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegisterCondition;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.ServiceQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Instances whose holders die as soon as they have registered, and how long they stay. Each is the only one of its
 * service, so that no storm governor keeps it.
 *
 * <p>The promise is in registry time, which stands still while nobody leads: gone by two TTLs, the time to its removal and
 * a second after the last renewal, whatever happens to the leader. Wall time is what people see; it is measured, from before
 * the registration was sent until an answer said that the instance is gone.
 */
final class DeadInstances implements AutoCloseable {
    private static final Duration REMOVE_AFTER = Duration.ofSeconds(2);
    private static final long SLACK_MILLIS = 1_500; // one leader change, its looks at due leases, a commit
    private static final int SHORTEST_TTL_SECONDS = 3;
    private static final int DIFFERENT_TTLS = 3;
    private static final long LOOK_MILLIS = 200;

    private final RegistryClient client;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    private final List<Dead> all = new ArrayList<>();

    DeadInstances(List<String> addresses, ScheduledExecutorService timer, RandomGenerator random) {
        this.client = RegistryClient.builder().addresses(addresses).name("dead").build();
        this.timer = timer;
        this.random = random;
    }

    /** Registers one more, and leaves it to die. */
    synchronized void add() {
        Duration ttl = Duration.ofSeconds(SHORTEST_TTL_SECONDS + random.nextInt(DIFFERENT_TTLS));
        Dead dead = new Dead("dead-%04d".formatted(all.size()), ttl, System.nanoTime());
        all.add(dead);
        var unused = client.async()
                .register(
                        InstanceSpec.of(InstanceKey.of(dead.service, "only"))
                                .withLease(LeasePolicy.ofTtl(ttl).withRemoveAfter(REMOVE_AFTER)),
                        RegisterCondition.none())
                .whenComplete((granted, failure) -> dead.registered(granted));
    }

    synchronized int size() {
        return all.size();
    }

    /** True when nothing is left to see. */
    synchronized boolean allGone() {
        return all.stream().allMatch(Dead::isDone);
    }

    synchronized List<Violation> violations() {
        return all.stream().flatMap(dead -> dead.violations().stream()).toList();
    }

    /** How long each stayed in wall time, as a share of two TTLs and its removal, ascending. */
    synchronized double[] sharesOfBound() {
        return all.stream()
                .filter(dead -> dead.goneNanos != 0)
                .mapToDouble(Dead::shareOfBound)
                .sorted()
                .toArray();
    }

    /** The same in registry time, by the last answer that still showed it. */
    synchronized double[] registryShares() {
        return all.stream()
                .filter(dead -> dead.goneNanos != 0)
                .mapToDouble(Dead::registryShareOfBound)
                .sorted()
                .toArray();
    }

    @Override
    public void close() {
        client.close();
    }

    private final class Dead {
        private final String service;
        private final Duration ttl;
        private final long bornNanos;
        private long grantedMillis;
        private long lastSeenMillis;
        private volatile long goneNanos;
        private volatile boolean failed;
        private final List<Violation> violations = new ArrayList<>();

        private Dead(String service, Duration ttl, long bornNanos) {
            this.service = service;
            this.ttl = ttl;
            this.bornNanos = bornNanos;
        }

        private void registered(@Nullable GrantedLease granted) {
            if (granted == null) {
                failed = true; // it may be there or not: nothing can be measured
                return;
            }
            grantedMillis = granted.header().registryTimeMillis();
            lookLater();
        }

        private void lookLater() {
            var unused = timer.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void look() {
            var unused = client.async()
                    .discover(ServiceQuery.of(service).withFilter(InstanceFilter.ALL))
                    .whenComplete((found, failure) -> {
                        if (found == null) {
                            lookLater();
                        } else {
                            saw(found);
                        }
                    });
        }

        private synchronized void saw(ServiceInstances found) {
            if (found.instances().isEmpty()) {
                goneNanos = System.nanoTime();
                return;
            }
            lastSeenMillis = found.header().registryTimeMillis();
            if (lastSeenMillis - grantedMillis > boundMillis() + SLACK_MILLIS && violations.isEmpty()) {
                violations.add(new Violation(
                        "EventualExpiry",
                        service + " is still there " + (lastSeenMillis - grantedMillis)
                                + " ms of registry time after its last renewal; bound: " + boundMillis() + " ms"));
            }
            lookLater();
        }

        private long boundMillis() {
            return ttl.multipliedBy(2).plus(REMOVE_AFTER).toMillis();
        }

        private boolean isDone() {
            return failed || goneNanos != 0;
        }

        private synchronized List<Violation> violations() {
            return List.copyOf(violations);
        }

        private double shareOfBound() {
            return (goneNanos - bornNanos) / 1e6 / boundMillis();
        }

        private synchronized double registryShareOfBound() {
            return (double) (lastSeenMillis - grantedMillis) / boundMillis();
        }
    }
}
