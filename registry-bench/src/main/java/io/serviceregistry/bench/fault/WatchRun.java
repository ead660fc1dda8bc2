package io.serviceregistry.bench.fault;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.check.WatchChecker;
import io.serviceregistry.bench.check.WatchStep;
import io.serviceregistry.bench.check.WatchTruth;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.InstanceWatch;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServiceQuery;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.WatchedInstances;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Watches while nodes are killed: a hundred of them with random filters and beginnings, some slow, over fifty services that
 * change as fast as the registry takes it. What each was told is judged by what happened, which a few watches of everything tell.
 */
public final class WatchRun {
    /** Few enough that who is slow or comes late is left behind. */
    private static final String SETTINGS = "watch:\n  history-changes: 5000\n";

    private static final int WATCHERS = 100;
    private static final int SLOW = 10;
    private static final long SLOW_MILLIS = 400;
    private static final Duration KILL_EVERY = Duration.ofSeconds(6);
    private static final Duration DOWN = Duration.ofSeconds(1);
    private static final Duration CALM = Duration.ofSeconds(8); // longer than a TTL, a removal and their tolerances

    private final FaultPlan plan;
    private final Duration lasts;
    private final Consumer<String> progress;
    private final Random random;
    private final RegistryCluster cluster;
    private final Map<String, ManagedChannel> channels = new TreeMap<>();
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final Interned interned = new Interned();
    private final List<Watcher> ofEverything = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private int kills;
    private long unjudged;

    private WatchRun(FaultPlan plan, Duration lasts, Consumer<String> progress) {
        this.plan = plan;
        this.lasts = lasts;
        this.progress = progress;
        this.random = new Random(plan.seed());
        this.cluster = new RegistryCluster(plan.nodes(), plan.directory(), plan.java(), SETTINGS + plan.settings());
        for (String node : cluster.ids()) {
            channels.put(node, Channels.to(cluster.address(node)).build());
        }
    }

    /** Runs it for so long; the faults of the plan are not used. */
    public static Report run(FaultPlan plan, Duration lasts, Consumer<String> progress) {
        WatchRun run = new WatchRun(plan, lasts, progress);
        return Stage.clearingUp(plan, run::close, run::all);
    }

    private Report all() {
        progress.accept("starting " + plan.nodes() + " nodes, with logs and data in " + plan.directory());
        cluster.start();
        try (RegistryClient client =
                        RegistryClient.builder().addresses(cluster.addresses()).build();
                InstanceWatch library = client.watch(WatchQuery.of().withFilter(InstanceFilter.ALL));
                WatchedLoad load = new WatchedLoad(cluster.addresses(), plan.seed())) {
            library.awaitSynced(Waiting.PATIENCE);
            String clusterId = client.status().header().clusterId();
            watchEverything(clusterId);
            load.start();
            killNodes(client, clusterId, System.nanoTime() + lasts.toNanos());
            progress.accept("letting everything come to rest");
            load.calmDown();
            Waiting.elapse(CALM);
            load.stop();
            Waiting.elapse(CALM);
            watchers.forEach(Watcher::hurry);
            return judge(client, library, load);
        }
    }

    private void watchEverything(String clusterId) {
        WatchRequest everything = WatchRequest.newBuilder()
                .setFilter(io.serviceregistry.proto.v1.InstanceFilter.INSTANCE_FILTER_ALL)
                .build();
        for (int i = 0; i < 2 * plan.nodes(); i++) {
            ofEverything.add(watcher("everything-" + i, everything, clusterId, 0, 0));
        }
        ofEverything.forEach(Watcher::open);
        Waiting.until(() -> ofEverything.stream()
                .allMatch(watcher -> watcher.position() > 0 || !watcher.steps().isEmpty()));
    }

    private Watcher watcher(String name, WatchRequest query, String clusterId, long position, long delayMillis) {
        return new Watcher(
                name,
                query,
                clusterId,
                position,
                delayMillis,
                interned,
                this::anyNode,
                timer,
                new Random(random.nextLong()));
    }

    /** One that should run; watches must not wait for a connection that cannot be made. */
    private Channel anyNode() {
        List<String> up =
                cluster.ids().stream().filter(node -> !down.contains(node)).toList();
        String node = up.get((int) (System.nanoTime() / 1_000 % up.size()));
        ManagedChannel channel = channels.get(node);
        if (channel == null) {
            throw new IllegalStateException("no channel to " + node);
        }
        channel.resetConnectBackoff();
        return channel;
    }

    private void killNodes(RegistryClient client, String clusterId, long endNanos) {
        while (System.nanoTime() - endNanos < 0) {
            for (int i = 0; i < WATCHERS / 5 && watchers.size() < WATCHERS; i++) {
                begin(clusterId);
            }
            Waiting.elapse(KILL_EVERY.dividedBy(2));
            String victim = cluster.ids().get(random.nextInt(plan.nodes()));
            progress.accept("kill of " + victim + " with " + watchers.size() + " watches at revision "
                    + ofEverything.get(0).position());
            down.add(victim);
            cluster.process(victim).kill();
            kills++;
            Waiting.elapse(DOWN);
            cluster.start(victim);
            Waiting.until(() -> isReady(client, victim));
            down.remove(victim);
            Waiting.elapse(KILL_EVERY.dividedBy(2));
        }
        while (watchers.size() < WATCHERS) {
            begin(clusterId);
        }
    }

    private boolean isReady(RegistryClient client, String node) {
        try {
            return client.status(cluster.address(node)).ready();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Begins a watch: with a snapshot, or after some revision that there was. */
    private void begin(String clusterId) {
        WatchRequest.Builder query = WatchRequest.newBuilder().setFilterValue(1 + random.nextInt(3));
        List<String> services = new ArrayList<>(WatchedLoad.services());
        Collections.shuffle(services, random);
        if (random.nextInt(10) > 0) {
            query.addAllServices(services.subList(0, 1 + random.nextInt(5)));
        }
        long head = ofEverything.get(0).position();
        long first = base().revision();
        long position = random.nextBoolean() || head <= first ? 0 : first + random.nextLong(head - first) + 1;
        Watcher watcher = watcher(
                "watch-" + watchers.size(),
                query.build(),
                clusterId,
                position,
                watchers.size() % (WATCHERS / SLOW) == 0 ? SLOW_MILLIS : 0);
        watchers.add(watcher);
        watcher.open();
    }

    private WatchStep.Synced base() {
        return ofEverything.stream()
                .map(watcher -> watcher.steps().get(0))
                .map(WatchStep.Synced.class::cast)
                .min(Comparator.comparingLong(WatchStep.Synced::revision))
                .orElseThrow();
    }

    private Report judge(RegistryClient client, InstanceWatch library, WatchedLoad load) {
        List<Violation> violations = new ArrayList<>();
        long last = client.discover(ServiceQuery.of("none")).header().revision();
        List<Watcher> all =
                Stream.concat(ofEverything.stream(), watchers.stream()).toList();
        Waiting.until(() -> all.stream().allMatch(watcher -> watcher.position() >= last)
                && library.current().revision() >= last);
        all.forEach(Watcher::stop);
        all.stream()
                .filter(watcher -> watcher.position() < last)
                .forEach(watcher -> violations.add(
                        new Violation("Converges", watcher.name() + " is at " + watcher.position() + " of " + last)));
        WatchTruth truth = new WatchTruth(base());
        ofEverything.forEach(watcher -> truth.add(watcher.steps()));
        violations.addAll(truth.violations());
        unjudged = truth.digHoles(last);
        if (unjudged > (last - truth.baseRevision()) / 5) {
            violations.add(new Violation("Proof", unjudged + " revisions of " + last + " could not be judged"));
        }
        Optional<Long> missing = truth.firstMissing(last);
        missing.ifPresent(revision -> violations.add(new Violation(
                "Proof", "no watch of everything tells revision " + revision + ": nothing can be judged by it")));
        if (missing.isEmpty()) {
            for (Watcher watcher : all) {
                violations.addAll(
                        new WatchChecker(watcher.name(), matcher(watcher.query()), truth).check(watcher.steps()));
            }
            compareLibrary(library.current(), truth, last).ifPresent(violations::add);
        }
        return new Report(violations, List.of(), counts(truth, load));
    }

    /** What the client library's watch came to, through all kills. */
    private static Optional<Violation> compareLibrary(WatchedInstances held, WatchTruth truth, long last) {
        Map<InstanceKey, Instance> state = new HashMap<>(truth.base());
        truth.between(truth.baseRevision(), last).forEach(event -> {
            if (event.hasInstance()) {
                state.put(event.getKey(), event.getInstance());
            } else {
                state.remove(event.getKey());
            }
        });
        Map<String, Long> expected = new TreeMap<>();
        state.forEach((key, instance) ->
                expected.put(key.getService() + '/' + key.getInstanceId(), instance.getModifiedRevision()));
        Map<String, Long> told = new TreeMap<>();
        held.all()
                .forEach(instance -> told.put(
                        instance.key().service() + '/' + instance.key().instanceId(), instance.modifiedRevision()));
        return expected.equals(told)
                ? Optional.empty()
                : Optional.of(
                        new Violation("Converges", "the library's watch holds " + told + ", expected " + expected));
    }

    /** As the nodes judge: instances of the load have no checks and no overrides. */
    private static Predicate<Instance> matcher(WatchRequest query) {
        Set<String> services = Set.copyOf(query.getServicesList());
        Predicate<Instance> filter = switch (query.getFilter()) {
            case INSTANCE_FILTER_ALL -> instance -> true;
            case INSTANCE_FILTER_ALIVE ->
                instance -> instance.getHeld() || instance.getStatus() != EffectiveStatus.EFFECTIVE_STATUS_LAPSED;
            default ->
                instance -> instance.getStatus() == EffectiveStatus.EFFECTIVE_STATUS_UP
                        || (instance.getHeld() && instance.getSpec().getStatus() == ReportedStatus.REPORTED_STATUS_UP);
        };
        return instance -> (services.isEmpty()
                        || services.contains(instance.getSpec().getKey().getService()))
                && filter.test(instance);
    }

    private Map<String, String> counts(WatchTruth truth, WatchedLoad load) {
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put("kills", Integer.toString(kills));
        counts.put("writes", Long.toString(load.writes()));
        counts.put("changes", Integer.toString(truth.size()));
        counts.put("  told only as a sum, and not judged", Long.toString(unjudged));
        counts.put("watches", Integer.toString(watchers.size()));
        counts.put("  steps told", Long.toString(sum(watcher -> watcher.steps().size())));
        counts.put("  resumed", Long.toString(sum(Watcher::resumes)));
        counts.put("  coalesced steps", Long.toString(sum(Watcher::coalesced)));
        counts.put("  resyncs", Long.toString(sum(Watcher::resyncs)));
        Map<String, Integer> ends = new TreeMap<>();
        watchers.forEach(watcher -> watcher.ends().forEach((why, times) -> ends.merge(why, times, Integer::sum)));
        ends.forEach((why, times) -> counts.put("  ended: " + why, Integer.toString(times)));
        return counts;
    }

    private long sum(ToIntFunction<Watcher> what) {
        return watchers.stream().collect(Collectors.summingInt(what));
    }

    private void close() {
        watchers.forEach(Watcher::stop);
        ofEverything.forEach(Watcher::stop);
        timer.shutdownNow();
        channels.values().forEach(ManagedChannel::shutdownNow);
        cluster.close();
    }
}
