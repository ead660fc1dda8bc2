package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.ServiceQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests by clients with nothing set but their addresses, at a fixed rate whatever becomes of them: each instance is registered, one
 * in ten is renewed by hand and looked for in a linearizable read, and most are deregistered some seconds later. None of it may fail.
 */
final class DefaultClientLoad implements AutoCloseable {
    static final int SERVICES = 100;
    private static final int CLIENTS = 4;
    private static final int TICK_MILLIS = 10;
    private static final int MAX_UNDER_WAY = 10_000; // what a stall of ten seconds holds up, twice
    private static final int SHOWN = 20;
    private static final int SHARE_THAT_STAYS = 20; // one in so many
    private static final int SHARE_LOOKED_AT = 10;
    private static final int SHORTEST_STAY_MILLIS = 2_000;
    private static final int LONGEST_STAY_MILLIS = 8_000;

    private final List<RegistryClient> clients = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final SplittableRandom random; // of the timer's pacing task
    private final int rate;
    private final Map<InstanceKey, Long> present = new ConcurrentHashMap<>(); // acknowledged and not to be deregistered
    private final Set<InstanceKey> gone = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> answered = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> failed = new ConcurrentHashMap<>();
    private final List<Violation> violations = new ArrayList<>(); // guarded by itself
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong heldBack = new AtomicLong();
    private volatile boolean goesOn = true;
    private long begunNanos;
    private long begun;

    DefaultClientLoad(List<String> addresses, int rate, long seed) {
        this.rate = rate;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(RegistryClient.builder()
                    .name("load-" + i)
                    .addresses(addresses)
                    .build());
        }
    }

    void start() {
        begunNanos = System.nanoTime();
        var unused = timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Begins what is due; what the machine could not keep up with is made up for. */
    private void tick() {
        long due = (System.nanoTime() - begunNanos) * rate / TimeUnit.SECONDS.toNanos(1);
        while (goesOn && begun < due) {
            begun++;
            if (underWay.get() >= MAX_UNDER_WAY) {
                heldBack.incrementAndGet();
            } else {
                begin(begun, random.nextInt(SHORTEST_STAY_MILLIS, LONGEST_STAY_MILLIS));
            }
        }
    }

    private void begin(long number, int stayMillis) {
        RegistryClient client = clients.get((int) (number % CLIENTS));
        InstanceKey key = InstanceKey.of(service((int) (number % SERVICES)), "i-" + number);
        InstanceSpec spec = InstanceSpec.of(key).withLease(LeasePolicy.ofTtl(Duration.ofHours(1)));
        var unused = counted("register", client.async().register(spec)).thenAccept(granted -> {
            present.put(key, granted.leaseId());
            if (number % SHARE_LOOKED_AT == 1) {
                look(client, key, granted);
            }
            if (number % SHARE_THAT_STAYS != 0) {
                var later =
                        timer.schedule(() -> leave(client, key, granted.leaseId()), stayMillis, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void look(RegistryClient client, InstanceKey key, GrantedLease granted) {
        var renewed = counted("renew", client.async().renew(List.of(granted.leaseId())));
        var found = counted("discover", client.async().discover(ServiceQuery.of(key.service())))
                .thenAccept(answer -> {
                    if (answer.header().revision() < granted.revision()) {
                        wrong(new Violation(
                                "Linearizable",
                                "a read begun after revision " + granted.revision() + " was acknowledged shows "
                                        + answer.header().revision()));
                    }
                });
    }

    private void leave(RegistryClient client, InstanceKey key, long leaseId) {
        if (goesOn && present.remove(key) != null) {
            var unused = counted("deregister", client.async().deregister(key, leaseId))
                    .thenRun(() -> gone.add(key));
        }
    }

    private <T> CompletableFuture<T> counted(String method, CompletableFuture<T> call) {
        long calledNanos = System.nanoTime();
        underWay.incrementAndGet();
        return call.whenComplete((answer, failure) -> {
            underWay.decrementAndGet();
            longestNanos.accumulateAndGet(System.nanoTime() - calledNanos, Math::max);
            if (failure == null) {
                answered.computeIfAbsent(method, unused -> new AtomicLong()).incrementAndGet();
            } else {
                failed.computeIfAbsent(method, unused -> new AtomicLong()).incrementAndGet();
                wrong(new Violation("Availability", method + " failed: " + reason(failure)));
            }
        });
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RegistryException known
                ? known.reason() + ", " + known.outcome() + ": " + known.getMessage()
                : cause.toString();
    }

    /** Keeps the first of many: a fault of the cluster fails thousands. */
    private void wrong(Violation violation) {
        synchronized (violations) {
            if (violations.size() < SHOWN) {
                violations.add(violation);
            }
        }
    }

    static String service(int number) {
        return "load-%02d".formatted(number);
    }

    /** Begins nothing more; true once nothing is under way. */
    boolean stop() {
        goesOn = false;
        return underWay.get() == 0;
    }

    /** The leases of instances that must be there now. */
    Map<InstanceKey, Long> present() {
        return Map.copyOf(present);
    }

    /** Whether the removal of an instance was acknowledged. */
    boolean isGone(InstanceKey key) {
        return gone.contains(key);
    }

    List<Violation> violations() {
        synchronized (violations) {
            return List.copyOf(violations);
        }
    }

    long failures() {
        return failed.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** In a line, for people. */
    String summary() {
        return "%d registered, %d failed, %d under way".formatted(count("register"), failures(), underWay.get());
    }

    private long count(String method) {
        return answered.getOrDefault(method, new AtomicLong()).get();
    }

    /** What was asked and how it went. */
    Map<String, String> counts() {
        Map<String, String> counts = new LinkedHashMap<>();
        for (String method : List.of("register", "renew", "deregister", "discover")) {
            counts.put(
                    method + ": answered, failed",
                    count(method) + ", "
                            + failed.getOrDefault(method, new AtomicLong()).get());
        }
        counts.put("longest call", longestNanos.get() / 1_000_000 + " ms");
        counts.put("registrations not begun, as too many were under way", Long.toString(heldBack.get()));
        return counts;
    }

    @Override
    public void close() {
        goesOn = false;
        timer.shutdownNow();
        clients.forEach(RegistryClient::close);
    }
}
