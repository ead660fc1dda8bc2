package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.PowerDisks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Power cuts at random moments, of one node or of all at once: what a node had not forced to its disk is gone. Nothing
 * acknowledged is, nobody votes twice, no lease lapses, and every node comes back by itself.
 */
public final class PowerRun {
    /** Whose power is cut. */
    private enum Cut {
        LEADER("the leader"),
        FOLLOWER("a follower"),
        ALL("all nodes"),
        /** The vote is on a disk, or it is not; if not, the node may vote again. */
        ALL_AFTER_A_VOTE("the leader, and of all others once one has voted");

        private final String whose;

        Cut(String whose) {
            this.whose = whose;
        }
    }

    private static final Duration LONGEST_ELECTION = Duration.ofSeconds(10);
    private static final int MOST_MILLIS_DARK = 2_000;
    private static final String VOTE_FILE = "raft-meta";

    private final FaultPlan plan;
    private final int cuts;
    private final PowerDisks disks;
    private final Consumer<String> progress;
    private final Random random;
    private final Map<Cut, Integer> done = new EnumMap<>(Cut.class);

    private PowerRun(FaultPlan plan, int cuts, PowerDisks disks, Consumer<String> progress) {
        this.plan = plan;
        this.cuts = cuts;
        this.disks = disks;
        this.progress = progress;
        this.random = new Random(plan.seed());
    }

    /**
     * Runs it; otherwise as {@link FaultRun#run}. The faults of the plan are not used.
     *
     * @param cuts how many
     */
    public static Report run(FaultPlan plan, int cuts, Consumer<String> progress) {
        Optional<String> missing = PowerDisks.missing();
        if (missing.isPresent()) {
            return new Report(
                    List.of(), List.of(cuts + " power cuts: no disks to cut here: " + missing.get()), Map.of());
        }
        PowerDisks disks = PowerDisks.create(plan.directory(), plan.nodeIds());
        return Stage.clearingUp(plan, disks::close, () -> {
            Report report =
                    Stage.with(plan, Surroundings.plain(), progress, new PowerRun(plan, cuts, disks, progress)::on);
            if (!report.isClean()) {
                disks.keep();
            }
            return report;
        });
    }

    private Report on(LoadedCluster cluster) {
        Set<Violation> violations = new LinkedHashSet<>();
        for (int number = 1; number <= cuts && violations.isEmpty(); number++) {
            Optional<String> leader = cluster.leaderAtRandomMoment(random);
            if (leader.isEmpty()) {
                violations.add(
                        new Violation("Availability", "the cluster does not serve after " + (number - 1) + " cuts"));
                break;
            }
            Cut cut = Cut.values()[random.nextInt(Cut.values().length)];
            long beganNanos = System.nanoTime();
            progress.accept("%d of %d: the power of %s is cut".formatted(number, cuts, cut.whose));
            cut(cut, leader.get(), cluster);
            done.merge(cut, 1, Integer::sum);
            cluster.awaitHealth()
                    .ifPresent(ailment ->
                            violations.add(new Violation("Availability", "the cluster does not heal: " + ailment)));
            progress.accept("  whole again after %.1f s".formatted((System.nanoTime() - beganNanos) / 1e9));
            if (plan.stopAtFirst() || !violations.isEmpty()) {
                violations.addAll(cluster.violations());
            }
        }
        if (violations.isEmpty()) {
            progress.accept("examining");
            violations.addAll(FinalExamination.of(cluster));
        }
        Map<String, String> counts = new LinkedHashMap<>();
        done.forEach((cut, times) -> counts.put("power cut of " + cut.whose, Integer.toString(times)));
        return new Report(List.copyOf(violations), List.of(), Report.withLoad(counts, cluster));
    }

    private void cut(Cut cut, String leader, LoadedCluster cluster) {
        List<String> followers =
                cluster.nodes().stream().filter(node -> !node.equals(leader)).toList();
        switch (cut) {
            case LEADER -> cutAtOnce(List.of(leader), cluster);
            case FOLLOWER -> cutAtOnce(List.of(followers.get(random.nextInt(followers.size()))), cluster);
            case ALL -> cutAtOnce(cluster.nodes(), cluster);
            case ALL_AFTER_A_VOTE -> {
                Map<String, FileTime> votes = votes(followers);
                cluster.killAtOnce(List.of(leader));
                disks.cut(List.of(leader));
                Waiting.until(LONGEST_ELECTION, () -> !votes(followers).equals(votes));
                cutAtOnce(followers, cluster);
                cluster.restart(leader);
            }
        }
    }

    private void cutAtOnce(List<String> nodes, LoadedCluster cluster) {
        cluster.killAtOnce(nodes);
        disks.cut(nodes);
        cluster.elapse(Duration.ofMillis(random.nextInt(MOST_MILLIS_DARK)));
        nodes.forEach(cluster::restart);
    }

    /** When each node's file of term and vote was written last. */
    private Map<String, FileTime> votes(List<String> nodes) {
        Map<String, FileTime> times = new HashMap<>();
        for (String node : nodes) {
            try (Stream<Path> files =
                    Files.find(plan.directory().resolve(node), 4, (file, is) -> file.endsWith(VOTE_FILE))) {
                for (Path file : files.toList()) {
                    times.put(node, Files.getLastModifiedTime(file));
                }
            } catch (IOException | UncheckedIOException e) {
                // It is being replaced: that is a vote too.
                times.remove(node);
            }
        }
        return times;
    }
}
