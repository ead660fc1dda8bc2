package io.serviceregistry.cli.chaos;

import io.serviceregistry.cli.time.Clock;
import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceExistsException;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceNotFoundException;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.LeaseReplacedException;
import io.serviceregistry.client.LeaseUnknownException;
import io.serviceregistry.client.RegisterCondition;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The users of the cluster: instances that the client library keeps registered, writers that go to any node, and a reader for
 * each node that goes to that one alone, sick or not. One thread begins and ends it.
 */
final class ChaosLoad implements AutoCloseable {
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(20);
    private static final int WRITERS = 4;
    private static final String NUMBER = "number";

    private final String service;
    private final Map<String, RegistryClient> ofNode = new TreeMap<>();
    private final RegistryClient client;
    private final Findings findings;
    private final Clock clock;
    private final SplittableRandom random;
    private final List<NumberedInstance> written = new ArrayList<>();
    private final List<Registration> kept = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean stopping;

    /**
     * Users who begin with {@link #begin}.
     *
     * @param service of their instances; nobody else's
     * @param nodes the nodes' addresses by their ids
     * @param connect makes a client of some addresses
     */
    ChaosLoad(
            String service,
            Map<String, String> nodes,
            Function<List<String>, RegistryClient> connect,
            Findings findings,
            Clock clock,
            SplittableRandom random) {
        this.service = service;
        this.client = connect.apply(List.copyOf(nodes.values()));
        nodes.forEach((id, address) -> ofNode.put(id, connect.apply(List.of(address))));
        this.findings = findings;
        this.clock = clock;
        this.random = random;
    }

    /** Registers so many instances to keep, and then begins with everything. */
    void begin(int leases) {
        for (int i = 0; i < leases; i++) {
            InstanceKey key = InstanceKey.of(service, "kept-%04d".formatted(i));
            kept.add(client.keepRegistered(InstanceSpec.of(key).withLease(LeasePolicy.ofTtl(TTL))));
        }
        kept.forEach(registration -> registration.awaitRegistered(PATIENCE));
        for (int i = 0; i < WRITERS; i++) {
            NumberedInstance instance = new NumberedInstance(InstanceKey.of(service, "written-" + i), findings);
            written.add(instance);
            threads.execute(() -> write(instance));
        }
        ofNode.forEach((node, its) -> {
            SplittableRandom choices = random.split();
            threads.execute(() -> {
                while (goesOn()) {
                    read(node, its, written.get(choices.nextInt(WRITERS)));
                }
            });
        });
    }

    private boolean goesOn() {
        try {
            clock.pause(BETWEEN_CALLS);
            return !stopping;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Registers it again and again, each time as the successor of the registration before. */
    private void write(NumberedInstance instance) {
        long leaseId = 0;
        while (goesOn()) {
            long number = instance.attempt();
            InstanceSpec spec = InstanceSpec.of(instance.key())
                    .withMetadata(NUMBER, Long.toString(number))
                    .withLease(LeasePolicy.withoutTtl());
            try {
                GrantedLease granted = client.register(
                        spec, leaseId == 0 ? RegisterCondition.ifAbsent() : RegisterCondition.previousLease(leaseId));
                leaseId = granted.leaseId();
                instance.acknowledge(number);
                findings.wrote();
            } catch (InstanceExistsException | LeaseReplacedException e) {
                leaseId = applied(instance, leaseId); // one in doubt was applied after all
            } catch (RegistryException e) {
                findings.writeFailed();
            }
        }
    }

    private long applied(NumberedInstance instance, long leaseId) {
        try {
            Instance found = client.getInstance(instance.key()).instance();
            instance.acknowledge(number(found));
            return found.leaseId();
        } catch (RegistryException e) {
            findings.writeFailed();
            return leaseId; // refused again, and asked again
        }
    }

    private void read(String node, RegistryClient its, NumberedInstance instance) {
        long acknowledged = instance.acknowledged();
        try {
            instance.read(
                    node,
                    acknowledged,
                    OptionalLong.of(number(its.getInstance(instance.key()).instance())));
            findings.read();
        } catch (InstanceNotFoundException e) {
            instance.read(node, acknowledged, OptionalLong.empty());
            findings.read();
        } catch (RegistryException e) {
            findings.readFailed();
        }
    }

    private static long number(Instance instance) {
        return Long.parseLong(instance.spec().metadata().getOrDefault(NUMBER, "0"));
    }

    /** How many instances are kept registered. */
    int kept() {
        return kept.size();
    }

    /** Renewals answered. */
    long renewals() {
        return kept.stream()
                .mapToLong(registration -> registration.counters().renewals())
                .sum();
    }

    /** Ends writers and readers, then looks at everything once more, at each node by itself. */
    void examine() throws InterruptedException {
        stopping = true;
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            findings.violated("Availability: requests never end");
        }
        for (Registration registration : kept) {
            var counters = registration.counters();
            if (counters.recoveries() > 0 || counters.reRegistrations() > 0) {
                findings.violated("NoEarlyExpiry: " + registration.spec().key().instanceId() + " lapsed "
                        + counters.recoveries() + " times and was registered again " + counters.reRegistrations()
                        + " times");
            }
        }
        ofNode.forEach((node, its) -> {
            written.forEach(instance -> read(node, its, instance));
            kept.forEach(registration -> examine(node, its, registration.spec().key()));
        });
    }

    private void examine(String node, RegistryClient its, InstanceKey key) {
        try {
            long lapses = its.getInstance(key).instance().lapses();
            if (lapses > 0) {
                findings.violated("NoEarlyExpiry: " + node + " counts " + lapses + " lapses of " + key.instanceId());
            }
        } catch (InstanceNotFoundException e) {
            findings.violated("AckedMeansDurable: " + node + " does not hold " + key.instanceId());
        } catch (RegistryException e) {
            findings.violated("Availability: " + node + " does not answer at the end: " + e.getMessage());
        }
    }

    /** Leaves nothing behind in the registry, as far as it can be reached. */
    @Override
    public void close() {
        stopping = true;
        threads.shutdownNow();
        kept.forEach(Registration::closeAsync);
        for (NumberedInstance instance : written) {
            try {
                client.deregister(instance.key());
            } catch (InstanceNotFoundException | LeaseUnknownException e) {
                continue; // never there
            } catch (RegistryException e) {
                break;
            }
        }
        kept.forEach(Registration::close);
        client.close();
        ofNode.values().forEach(RegistryClient::close);
    }
}
