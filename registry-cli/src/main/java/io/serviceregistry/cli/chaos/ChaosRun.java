package io.serviceregistry.cli.chaos;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.compose.ComposeException;
import io.serviceregistry.cli.compose.ComposeNode;
import io.serviceregistry.cli.compose.ContainerFault;
import io.serviceregistry.cli.compose.ContainerFaults;
import io.serviceregistry.cli.time.Clock;
import io.serviceregistry.cli.time.Patience;
import io.serviceregistry.client.RegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One fault after another, each aimed at the leader or at another node, while the cluster is used. Before each the cluster must be
 * well and get on with its work: a fault without that says nothing. Whatever happens, the last fault is taken back.
 */
public final class ChaosRun implements AutoCloseable {
    private static final Duration WELL_WITHIN = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int LEAST_MILLIS = 500;
    private static final int MOST_MILLIS = 6_000;
    private static final int WORK = 20; // writes, and reads, between two faults
    private static final Runnable NOTHING = () -> {};

    private final ChaosPlan plan;
    private final List<ComposeNode> nodes;
    private final ContainerFaults faults;
    private final Supplier<ClusterReport> look;
    private final Clock clock;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    private final Findings findings = new Findings();
    private final ChaosLoad load;
    private final Map<ContainerFault, Long> done = new EnumMap<>(ContainerFault.class);
    private final List<String> skipped = new ArrayList<>();
    private final AtomicReference<Runnable> underWay = new AtomicReference<>(NOTHING);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final long begunNanos;

    /**
     * A run that begins with {@link #run}.
     *
     * @param nodes the nodes' containers, and the addresses at which each is reached from here
     * @param look how the cluster is now, all its nodes compared
     * @param connect makes a client of some addresses
     * @param progress hears what happens, a line at a time
     */
    public ChaosRun(
            ChaosPlan plan,
            Map<ComposeNode, String> nodes,
            ContainerFaults faults,
            Supplier<ClusterReport> look,
            Function<List<String>, RegistryClient> connect,
            Clock clock,
            Consumer<String> progress) {
        this.plan = plan;
        this.nodes = List.copyOf(nodes.keySet());
        this.faults = faults;
        this.look = look;
        this.clock = clock;
        this.progress = progress;
        this.random = new SplittableRandom(plan.seed());
        Map<String, String> addresses = new LinkedHashMap<>();
        nodes.forEach((node, address) -> addresses.put(node.id(), address));
        this.load = new ChaosLoad("chaos-" + plan.seed(), addresses, connect, findings, clock, random.split());
        this.begunNanos = clock.monotonicNanos();
    }

    /** Runs it to its end; what it found. */
    public ChaosReport run() throws InterruptedException {
        List<ContainerFault> kinds = possible();
        if (kinds.isEmpty()) {
            throw new ComposeException("nothing that was asked for can be done here: " + String.join("; ", skipped));
        }
        if (!awaitWell()) {
            findings.violated("Availability: the cluster is not well before the first fault: "
                    + look.get().complaint());
            return report();
        }
        load.begin(plan.leases());
        say(plan.leases() + " leases are kept, and all nodes written to and read from");
        for (int number = 1; number <= plan.faults() && findings.violations().isEmpty(); number++) {
            strike(number, kinds);
        }
        load.examine();
        if (findings.violations().isEmpty() && !awaitWell()) {
            findings.violated("SameDigestAtSameIndex: " + look.get().complaint());
        }
        return report();
    }

    private List<ContainerFault> possible() {
        List<ContainerFault> left = new ArrayList<>(plan.kinds());
        if (left.contains(ContainerFault.LOSS)) {
            var reason = faults.whyNoLoss(nodes.get(0));
            if (reason.isPresent()) {
                skipped.add(ContainerFault.LOSS + ": " + reason.get());
                say("SKIPPED: " + skipped.get(0));
                left.removeIf(kind -> kind == ContainerFault.LOSS);
            }
        }
        return left;
    }

    private void strike(int number, List<ContainerFault> kinds) throws InterruptedException {
        long writes = findings.writes() + WORK;
        long reads = findings.reads() + WORK;
        if (!await(() -> findings.writes() >= writes && findings.reads() >= reads)) {
            findings.violated("Availability: the cluster does not serve before fault " + number);
            return;
        }
        String leader = look.get().leader().orElse("");
        ComposeNode node = random.nextBoolean() ? nodeOf(leader) : nodes.get(random.nextInt(nodes.size()));
        ContainerFault kind = kinds.get(random.nextInt(kinds.size()));
        Duration lasts = Duration.ofMillis(random.nextInt(LEAST_MILLIS, MOST_MILLIS));
        say("%d of %d: %s of %s%s for %.1f s"
                .formatted(
                        number,
                        plan.faults(),
                        kind,
                        node.id(),
                        node.id().equals(leader) ? ", which leads," : "",
                        lasts.toMillis() / 1e3));
        underWay.set(faults.begin(kind, node));
        clock.pause(lasts);
        underWay.getAndSet(NOTHING).run();
        done.merge(kind, 1L, Long::sum);
        long endedNanos = clock.monotonicNanos();
        if (!awaitWell()) {
            findings.violated(
                    "Availability: the cluster does not heal: " + look.get().complaint());
            return;
        }
        say("  well again %.1f s after its end; %,d writes, %,d reads, %,d renewals so far"
                .formatted(
                        (clock.monotonicNanos() - endedNanos) / 1e9,
                        findings.writes(),
                        findings.reads(),
                        load.renewals()));
    }

    private ComposeNode nodeOf(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElse(nodes.get(0));
    }

    private boolean awaitWell() {
        return await(() -> look.get().isAllWell());
    }

    private boolean await(BooleanSupplier condition) {
        return Patience.of(clock, WELL_WITHIN, LOOK).await(condition);
    }

    private void say(String line) {
        progress.accept("%7.1f s  %s".formatted((clock.monotonicNanos() - begunNanos) / 1e9, line));
    }

    private ChaosReport report() {
        Map<String, Long> counts = new LinkedHashMap<>();
        done.forEach((kind, times) -> counts.put(kind.toString(), times));
        counts.put("writes acknowledged", findings.writes());
        counts.put("writes that failed", findings.failedWrites());
        counts.put("linearizable reads answered", findings.reads());
        counts.put("reads that failed", findings.failedReads());
        counts.put("leases kept", (long) load.kept());
        counts.put("renewals", load.renewals());
        return new ChaosReport(counts, skipped, findings.violations());
    }

    /** Takes the last fault back, if one is under way, and ends the load. By any thread, any number of times. */
    @Override
    public void close() {
        underWay.getAndSet(NOTHING).run();
        if (closed.compareAndSet(false, true)) {
            load.close();
        }
    }
}
