package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistrationCounters;
import io.serviceregistry.client.RegistrationState.Registered;
import io.serviceregistry.client.RegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Instances that the client library keeps registered, as applications do, with TTLs of 3 to 5 s. Their holder never stops
 * trying, so none of them may ever lapse, whatever happens to the servers.
 */
final class KeptInstances implements AutoCloseable {
    static final String SERVICE = "kept";

    private static final int SHORTEST_TTL_SECONDS = 3;
    private static final int DIFFERENT_TTLS = 3;
    private static final Duration REMOVE_AFTER = Duration.ofSeconds(60);

    private static final int AT_ONCE = 25;

    /** Where an instance stood when judging began: its lease, and what had happened to it. */
    record Start(long leaseId, long recoveries, long reRegistrations, long lapses) {
        private static final Start NONE = new Start(0, 0, 0, 0);
    }

    private final RegistryClient client;
    private final List<Registration> registrations = new ArrayList<>();
    private final Map<String, Start> starts = new HashMap<>();

    KeptInstances(List<String> addresses) {
        client = RegistryClient.builder()
                .addresses(addresses)
                .name("kept")
                .callDeadline(Duration.ofSeconds(30))
                .build();
    }

    /** The longest TTL of any. */
    static Duration longestTtl() {
        return Duration.ofSeconds(SHORTEST_TTL_SECONDS + DIFFERENT_TTLS - 1);
    }

    /**
     * Registers so many, some at a time, and waits until all are.
     *
     * <p>What happens before this returns is not judged: while a cold cluster takes the registrations, an answer may take
     * longer than the TTL, and a holder cannot renew a lease that it has not heard of.
     */
    void register(int count, Duration patience) {
        for (int i = 0; i < count; i++) {
            Duration ttl = Duration.ofSeconds(SHORTEST_TTL_SECONDS + i % DIFFERENT_TTLS);
            registrations.add(client.keepRegistered(InstanceSpec.of(InstanceKey.of(SERVICE, "kept-%04d".formatted(i)))
                    .withLease(LeasePolicy.ofTtl(ttl).withRemoveAfter(REMOVE_AFTER))));
            if (registrations.size() % AT_ONCE == 0) {
                registrations.forEach(registration -> registration.awaitRegistered(patience));
            }
        }
        registrations.forEach(registration -> registration.awaitRegistered(patience));
    }

    /** From now on every lapse and every further registration counts. */
    void beginToJudge(Map<String, Long> lapsesSoFar) {
        for (Registration registration : registrations) {
            String id = registration.spec().key().instanceId();
            long leaseId = registration.state() instanceof Registered registered ? registered.leaseId() : 0;
            RegistrationCounters counters = registration.counters();
            starts.put(
                    id,
                    new Start(
                            leaseId,
                            counters.recoveries(),
                            counters.reRegistrations(),
                            lapsesSoFar.getOrDefault(id, 0L)));
        }
    }

    /** Where each instance stood when judging began. */
    Map<String, Start> starts() {
        return Map.copyOf(starts);
    }

    int size() {
        return registrations.size();
    }

    /** Renewals that were answered so far. */
    long renewals() {
        return registrations.stream()
                .mapToLong(kept -> kept.counters().renewals())
                .sum();
    }

    /** Recoveries of lapsed leases since judging began. */
    long recoveries() {
        return registrations.stream().mapToLong(this::recoveries).sum();
    }

    /** Registrations after the first since judging began. */
    long reRegistrations() {
        return registrations.stream().mapToLong(this::reRegistrations).sum();
    }

    private long recoveries(Registration kept) {
        return kept.counters().recoveries() - start(kept).recoveries();
    }

    private long reRegistrations(Registration kept) {
        return kept.counters().reRegistrations() - start(kept).reRegistrations();
    }

    private Start start(Registration kept) {
        return starts.getOrDefault(kept.spec().key().instanceId(), Start.NONE);
    }

    /** What the holders themselves have noticed since judging began. */
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        for (Registration kept : registrations) {
            if (recoveries(kept) > 0
                    || reRegistrations(kept) > 0
                    || kept.state().isFinal()) {
                violations.add(new Violation(
                        "NoEarlyExpiry",
                        kept.spec().key().instanceId() + ", which the client library keeps, lapsed "
                                + recoveries(kept) + " times and had to register again " + reRegistrations(kept)
                                + " times; it is " + kept.state()));
            }
        }
        return violations;
    }

    /** Ends the holders; their leases are left to the cluster, which ends too. */
    @Override
    public void close() {
        client.close();
    }
}
