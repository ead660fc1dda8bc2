package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.proto.v1.Instance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that an operator does with the members of a cluster that serves: grow to five, remove two of the first, replace a lost
 * disk, restart each node in turn, move leadership, back up. Clients that were told of the first nodes and nothing else notice
 * none of it: no request fails, nothing acknowledged is lost, no lease lapses. And the backup is what it says: of one and of five nodes that
 * begin with it each holds what the cluster held at its revision, and no bit of it may be another.
 */
public final class MembersRun {
    private static final Duration TTL = Duration.ofSeconds(15); // of leases that ask for nothing else
    private static final Duration TRANSFER_EVERY = Duration.ofSeconds(2);

    /**
     * The longest that the client library goes without asking for the members, and the time to meet them. For so long an operator
     * is to wait before the last node goes that clients were told of.
     */
    private static final Duration CLIENTS_LEARN = Duration.ofSeconds(65);

    private static final List<Integer> RESTORED_SIZES = List.of(1, 5);
    private static final long TELL_SECONDS = 10;

    /**
     * How much of it.
     *
     * @param rate registrations a second
     * @param leases leases kept alive all the while
     * @param isShort one rolling restart instead of ten, 8 s of moving leadership instead of a minute, and less time between the
     *     changes
     */
    public record Size(int rate, int leases, boolean isShort) {
        public Size {
            if (rate < 1 || leases < 1) {
                throw new IllegalArgumentException("rate, leases: " + rate + ", " + leases + " (expected: >= 1)");
            }
        }

        int rollingRestarts() {
            return isShort ? 1 : 10;
        }

        Duration transfers() {
            return isShort ? Duration.ofSeconds(8) : Duration.ofMinutes(1);
        }

        Duration betweenChanges() {
            return isShort ? Duration.ofMillis(500) : Duration.ofSeconds(2);
        }
    }

    private final FaultPlan plan;
    private final Size size;
    private final Consumer<String> progress;
    private final Random random;
    private final ChangingCluster cluster;
    private final LivingLeases leases;
    private final DefaultClientLoad load;
    private final ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor();
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, String> counts = new LinkedHashMap<>();
    private long failuresBefore;
    private volatile @Nullable RestoredCluster restored;

    private MembersRun(FaultPlan plan, Size size, Consumer<String> progress) {
        this.plan = plan;
        this.size = size;
        this.progress = progress;
        this.random = new Random(plan.seed());
        this.cluster = new ChangingCluster(plan);
        this.leases = new LivingLeases(cluster.addresses());
        this.load = new DefaultClientLoad(cluster.addresses(), size.rate(), plan.seed());
    }

    /** Runs it; otherwise as {@link FaultRun#run}. The faults of the plan are not used. */
    public static Report run(FaultPlan plan, Size size, Consumer<String> progress) {
        MembersRun run = new MembersRun(plan, size, progress);
        return Stage.clearingUp(plan, run::close, () -> {
            progress.accept("starting " + plan.nodes() + " nodes, with logs and data in " + plan.directory());
            return run.all();
        });
    }

    private Report all() {
        cluster.start();
        progress.accept("registering " + size.leases() + " instances to keep");
        leases.register(size.leases(), Waiting.PATIENCE);
        load.start();
        var unused = teller.scheduleAtFixedRate(
                () -> progress.accept("  " + load.summary()), TELL_SECONDS, TELL_SECONDS, TimeUnit.SECONDS);
        Optional<SourceBackup> backup = orViolated(this::operate);
        tell();
        endSource();
        backup.ifPresent(taken -> orViolated(() -> restore(taken)));
        return new Report(violations, List.of(), counts);
    }

    /** All that is done while the load goes on. */
    private SourceBackup operate() {
        changeMembers();
        SourceBackup backup = backUp();
        restartAll();
        moveLeadership();
        examine();
        return backup;
    }

    private <T> Optional<T> orViolated(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (IllegalStateException e) {
            violations.add(new Violation("Availability", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** What the cluster, and those who used it, have to say. */
    private void tell() {
        violations.addAll(load.violations());
        violations.addAll(leases.violations());
        violations.addAll(cluster.digests().violations());
        counts.putAll(load.counts());
        counts.put("leases kept", Integer.toString(size.leases()));
        counts.put("  renewals", Long.toString(leases.renewals()));
        counts.put(
                "terms with a leader",
                Integer.toString(cluster.watch().termsLed()) + " since the members changed last");
        counts.put("digests compared", Long.toString(cluster.digests().compared()));
    }

    private void changeMembers() {
        List<String> first = new ArrayList<>(cluster.members());
        for (int i = 0; i < 2; i++) {
            during("a new node joins", () -> progress.accept("  " + cluster.grow() + " votes"));
        }
        progress.accept("waiting until clients know the new nodes");
        elapse(CLIENTS_LEARN);
        for (int i = 0; i < 2; i++) {
            String leaves = first.remove(random.nextInt(first.size()));
            during(leaves + " is removed", () -> cluster.remove(leaves));
        }
        String wiped = any(cluster.members());
        during(wiped + " comes back with an empty disk and is replaced", () -> cluster.replace(wiped));
    }

    private SourceBackup backUp() {
        String leader = cluster.watch().leader().orElse("");
        String follower = any(
                cluster.members().stream().filter(node -> !node.equals(leader)).toList());
        Path file = plan.directory().resolve("backup");
        SourceBackup[] taken = new SourceBackup[1];
        during(
                follower + ", which follows, gives a backup",
                () -> taken[0] = SourceBackup.take(cluster.address(follower), file, cluster.digests(), random));
        SourceBackup backup = taken[0];
        counts.put("backups of a follower under load", Integer.toString(backup.attempts()));
        counts.put(
                "  the last of them",
                "%,d instances, %,d bytes, revision %d"
                        .formatted(
                                backup.summary().instances(),
                                backup.summary().bytes(),
                                backup.summary().revision()));
        return backup;
    }

    /** How many nodes were restored. */
    private int restore(SourceBackup backup) {
        progress.accept("flipping bits of the backup");
        BackupDamage damage = BackupDamage.of(backup.file(), random);
        violations.addAll(damage.violations());
        counts.put(
                "  bits flipped, not refused",
                damage.flips() + ", " + damage.violations().size());
        for (int clusterSize : RESTORED_SIZES) {
            progress.accept("restoring it to " + clusterSize + (clusterSize == 1 ? " node" : " nodes"));
            try (RestoredCluster next = new RestoredCluster(plan, backup, clusterSize)) {
                restored = next;
                violations.addAll(next.examine());
            }
        }
        int nodes = RESTORED_SIZES.stream().mapToInt(Integer::intValue).sum();
        counts.put("  nodes restored and examined", Integer.toString(nodes));
        return nodes;
    }

    private void restartAll() {
        for (int round = 1; round <= size.rollingRestarts(); round++) {
            for (String node : cluster.members()) {
                during(
                        "rolling restart " + round + " of " + size.rollingRestarts() + ": " + node,
                        () -> cluster.restart(node));
            }
        }
        counts.put("rolling restarts of all nodes", Integer.toString(size.rollingRestarts()));
    }

    private void moveLeadership() {
        long endNanos = System.nanoTime() + size.transfers().toNanos();
        int moved = 0;
        int refused = 0;
        while (endNanos - System.nanoTime() > 0) {
            long nextNanos = System.nanoTime() + TRANSFER_EVERY.toNanos();
            var refusal = cluster.transfer();
            refusal.ifPresent(why -> progress.accept("leadership stays: " + why));
            moved += refusal.isEmpty() ? 1 : 0;
            refused += refusal.isEmpty() ? 0 : 1;
            tellFailures("leadership moved, the " + (moved + refused) + ". time");
            elapse(Duration.ofNanos(Math.max(0, nextNanos - System.nanoTime())));
        }
        counts.put("leadership moved, not moved", moved + ", " + refused);
    }

    private void during(String what, Runnable change) {
        progress.accept(what);
        long beganNanos = System.nanoTime();
        change.run();
        progress.accept(
                "  whole again after %.1f s, %s".formatted((System.nanoTime() - beganNanos) / 1e9, load.summary()));
        tellFailures(what);
        elapse(size.betweenChanges());
    }

    private void tellFailures(String what) {
        long failures = load.failures();
        if (failures > failuresBefore) {
            progress.accept("  FAILED: " + (failures - failuresBefore) + " requests while " + what);
            failuresBefore = failures;
        }
    }

    private void examine() {
        progress.accept("letting the last requests end, and a TTL pass");
        elapse(TTL.plusSeconds(1)); // a lease not renewed because of the last change lapses by now
        if (!Waiting.until(load::stop)) {
            violations.add(new Violation("Availability", "requests never end"));
        }
        if (!Waiting.until(leases::areWatched)) {
            violations.add(new Violation("Availability", "a watch has lost the cluster"));
        }
        cluster.awaitWhole("at the end");
        progress.accept("examining " + cluster.members());
        Map<InstanceKey, Long> expected = new HashMap<>(load.present());
        expected.putAll(leases.present());
        for (String node : cluster.members()) {
            examine(node, expected);
        }
        counts.put("instances examined on each node", Integer.toString(expected.size()));
        long logIndex = cluster.watch().commitIndex();
        int nodes = cluster.members().size();
        if (!Waiting.until(() -> cluster.digests().agreedSince(logIndex, nodes))) {
            violations.add(new Violation(
                    "SameDigestAtSameIndex", "the nodes never showed one digest at one log index from " + logIndex));
        }
    }

    private void examine(String node, Map<InstanceKey, Long> expected) {
        List<String> services = new ArrayList<>(LivingLeases.services());
        for (int i = 0; i < DefaultClientLoad.SERVICES; i++) {
            services.add(DefaultClientLoad.service(i));
        }
        Map<InstanceKey, Instance> found = new HashMap<>();
        for (String service : services) {
            FinalExamination.instances(cluster.calls(node), service)
                    .forEach(instance -> found.put(
                            InstanceKey.of(service, instance.getSpec().getKey().getInstanceId()), instance));
        }
        expected.forEach((key, leaseId) -> {
            Instance instance = found.get(key);
            if (instance == null || instance.getLeaseId() != leaseId) {
                violations.add(
                        new Violation("AckedMeansDurable", node + " does not hold " + key + " with lease " + leaseId));
            } else if (instance.getLapses() > 0) {
                violations.add(
                        new Violation("NoEarlyExpiry", node + " counts " + instance.getLapses() + " lapses of " + key));
            }
        });
        found.keySet().stream()
                .filter(load::isGone)
                .forEach(key -> violations.add(
                        new Violation("AckedMeansDurable", node + " still holds " + key + ", which was deregistered")));
    }

    private String any(List<String> nodes) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private static void elapse(Duration time) {
        Waiting.until(time, () -> false);
    }

    private void endSource() {
        teller.shutdownNow();
        load.close();
        cluster.close();
        leases.close();
    }

    private void close() {
        endSource();
        RestoredCluster last = restored;
        if (last != null) {
            last.close();
        }
    }
}
