package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.InstanceChanges;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceWatch;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistrationState.Registered;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.WatchListener;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.WatchedInstances;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Leases that clients with nothing set but their addresses keep alive, several clients with a service each, and a watch of each
 * service: none of the leases may ever lapse, and the watches would tell.
 */
final class LivingLeases implements AutoCloseable {
    private static final int CLIENTS = 10;
    private static final int AT_ONCE = 200;
    private static final Set<ChangeReason> END =
            EnumSet.of(ChangeReason.LAPSED, ChangeReason.EXPIRED, ChangeReason.RECOVERED, ChangeReason.DEREGISTERED);

    private final List<RegistryClient> clients = new ArrayList<>();
    private final List<Registration> registrations = new ArrayList<>();
    private final List<InstanceWatch> watches = new ArrayList<>();
    private final ConcurrentLinkedQueue<Violation> ends = new ConcurrentLinkedQueue<>();

    LivingLeases(List<String> addresses) {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(RegistryClient.builder()
                    .name("leases-" + i)
                    .addresses(addresses)
                    .build());
        }
    }

    /** Registers so many and waits until all are; from then on the watches look. */
    void register(int count, Duration patience) {
        for (int i = 0; i < count; i++) {
            int client = i % CLIENTS;
            registrations.add(clients.get(client)
                    .keepRegistered(InstanceSpec.of(InstanceKey.of(service(client), "lease-%05d".formatted(i)))));
            if (registrations.size() % AT_ONCE == 0) {
                registrations
                        .subList(registrations.size() - AT_ONCE, registrations.size())
                        .forEach(registration -> registration.awaitRegistered(patience));
            }
        }
        registrations.forEach(registration -> registration.awaitRegistered(patience));
        for (int i = 0; i < CLIENTS; i++) {
            InstanceWatch watch = clients.get(i)
                    .watch(WatchQuery.of(service(i)).withFilter(InstanceFilter.ALL), new WatchListener() {
                        @Override
                        public void changed(InstanceChanges changes, WatchedInstances current) {
                            look(changes);
                        }
                    });
            watch.awaitSynced(patience);
            watches.add(watch);
        }
    }

    private void look(InstanceChanges changes) {
        changes.events().stream()
                .filter(event -> END.contains(event.reason()))
                .forEach(event -> ends.add(new Violation(
                        "NoEarlyExpiry",
                        "a watch was told that " + event.key() + ' ' + event.reason() + " at revision "
                                + event.revision() + ", though its client keeps it")));
    }

    static List<String> services() {
        List<String> services = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            services.add(service(i));
        }
        return services;
    }

    private static String service(int client) {
        return "leases-" + client;
    }

    /** The leases by instance, of those that are registered. */
    Map<InstanceKey, Long> present() {
        Map<InstanceKey, Long> present = new HashMap<>();
        for (Registration registration : registrations) {
            present.put(
                    registration.spec().key(),
                    registration.state() instanceof Registered registered ? registered.leaseId() : 0L);
        }
        return present;
    }

    long renewals() {
        return registrations.stream()
                .mapToLong(registration -> registration.counters().renewals())
                .sum();
    }

    /** Lapses and registrations again that the holders know of, and what the watches were told. */
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>(ends);
        for (Registration registration : registrations) {
            var counters = registration.counters();
            if (counters.recoveries() + counters.reRegistrations() > 0
                    || registration.state().isFinal()) {
                violations.add(new Violation(
                        "NoEarlyExpiry",
                        registration.spec().key() + " lapsed " + counters.recoveries() + " times, registered again "
                                + counters.reRegistrations() + " times and is " + registration.state()));
            }
        }
        return violations;
    }

    /** True when every watch follows a node. */
    boolean areWatched() {
        return watches.stream().allMatch(watch -> watch.state() instanceof WatchState.Following);
    }

    @Override
    public void close() {
        clients.parallelStream().forEach(RegistryClient::close);
    }
}
