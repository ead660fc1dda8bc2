package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * How many calls each registration has in flight, whether it is a candidate at the moment or not: one that was left out for a
 * time comes back with the calls that it still has.
 *
 * <p>Bounded: by the number of known instances and that of calls in flight to others. Thread-safe.
 */
final class CallCounts {

    private final Map<RegistrationId, AtomicInteger> counts = new ConcurrentHashMap<>();

    /** Candidates that go on with the counts of these instances. */
    List<Candidate> candidates(List<Instance> instances) {
        return instances.stream()
                .map(instance -> new Candidate(
                        instance, counts.computeIfAbsent(RegistrationId.of(instance), id -> new AtomicInteger())))
                .toList();
    }

    /** Drops the counts of those that are gone and have nothing in flight, when there are more counts than instances. */
    void forgetOthers(List<Instance> known) {
        if (counts.size() <= known.size()) {
            return;
        }
        Set<RegistrationId> ids = known.stream().map(RegistrationId::of).collect(Collectors.toSet());
        // A thread may begin a call at this moment, by an older list. It then counts on its own, which harms nobody.
        counts.entrySet()
                .removeIf(entry ->
                        !ids.contains(entry.getKey()) && entry.getValue().get() == 0);
    }

    /** How many registrations it counts for. */
    int size() {
        return counts.size();
    }
}
