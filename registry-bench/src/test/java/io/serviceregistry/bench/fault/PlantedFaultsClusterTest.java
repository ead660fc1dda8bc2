package io.serviceregistry.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.NetworkNamespaces;
import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.PowerDisks;
import io.serviceregistry.node.boot.PlantedMain;
import io.serviceregistry.node.testkit.PlantedBugs;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * That fault runs notice what they are for: the same run against nodes that lack one thing each. Runs of minutes, so only
 * with {@code -Dplanted.faults=true}; docs/testing.md has the line.
 */
@Tag("planted-faults")
@EnabledIfSystemProperty(named = "planted.faults", matches = "true")
class PlantedFaultsClusterTest {
    private static final long SEED = Long.getLong("seed", 3);
    private static final NodeJava SOUND =
            NodeJava.ofCheckout(Path.of("..").toAbsolutePath().normalize()).startedOften();
    private static final PlantedBugs FOUND = new PlantedBugs("three real nodes");
    private static final int MANY_LATE = 300; // some of them must come right after the death of a leader
    private static final int CUTS = 12;

    /** And a new leader comes only when followers have dropped the renewals that waited for it, which they do after a second. */
    private static final String NO_GRACE = """
            lease:
              grace: 0ms
            raft:
              election-timeout-min: 1100ms
              election-timeout-max: 1650ms
            """;

    @TempDir
    private Path directory;

    /**
     * By isolations: for a moment two nodes lead, and the former one takes its commit index for confirmed. Ninety pauses did
     * not do it under this load: a leader that wakes up finds the answers to its last appends at its door, commits, and has
     * nothing confirmed any more.
     */
    @Test
    void readsConfirmedByRatisAreFoundStale() {
        assumeThat(NetworkNamespaces.missing())
                .as("SKIPPED: isolations need network namespaces")
                .isEmpty();
        mustBeFound(
                "linearizable reads are confirmed by Ratis' own read index",
                "Linearizable",
                plan("RATIS_READS").withFaults(0, 0, 40));
    }

    @Test
    void aMissingGraceIsFound() {
        mustBeFound(
                "a new leader gives no grace",
                "NoEarlyExpiry",
                plan(SOUND).withFaults(15, 15, 0).withLate(MANY_LATE).withSettings(NO_GRACE));
    }

    @Test
    void decisionsOfAnOldTermAreFoundToCount() {
        mustBeFound(
                "the term of a proposer is not checked",
                "NoEarlyExpiry",
                plan("NO_TERM_CHECK").withFaults(2, 3, 0));
    }

    @Test
    void decisionsOfAnOldTermAreHarmlessWithTheCheck() {
        long beganNanos = System.nanoTime();
        assertThat(violations(plan("HELD_BACK_DECISIONS").withFaults(2, 3, 0))).isEmpty();
        found("none, but decisions of an old term reach the log in the next", "nothing", beganNanos);
    }

    @AfterAll
    static void tell() {
        FOUND.tell();
    }

    private static void mustBeFound(String planted, String promise, FaultPlan plan) {
        long beganNanos = System.nanoTime();
        // Not alone: what is wrong in one way is seen by other judges as well, who have other names for it.
        assertThat(violations(plan)).extracting(Violation::promise).contains(promise);
        found(planted, promise, beganNanos);
    }

    private static void found(String planted, String promise, long beganNanos) {
        FOUND.found(planted, promise, "seed " + SEED + ", " + PlantedBugs.secondsSince(beganNanos));
    }

    /** By power cuts of all nodes: what the clients were told is on no disk. */
    @Test
    void acknowledgementsBeforeTheDiskHasItAreFound() {
        assumeThat(PowerDisks.missing())
                .as("SKIPPED: power cuts need loop devices")
                .isEmpty();
        long beganNanos = System.nanoTime();
        Report report = PowerRun.run(plan("LATE_FORCES"), CUTS, System.out::println);
        System.out.println(report.text());
        assertThat(report.violations()).extracting(Violation::promise).contains("AckedMeansDurable");
        String promises =
                report.violations().stream().map(Violation::promise).distinct().collect(Collectors.joining(", "));
        found("entries are acknowledged before they are forced to the disk", promises, beganNanos);
    }

    private FaultPlan plan(String planted) {
        List<String> flags = new ArrayList<>(SOUND.flags());
        flags.add("-Dplanted=" + planted);
        NodeJava java = new NodeJava(
                SOUND.javaHome(),
                SOUND.release(),
                SOUND.classPath() + File.pathSeparator + testCode(),
                PlantedMain.class.getName(),
                flags);
        return plan(java);
    }

    private FaultPlan plan(NodeJava java) {
        return FaultPlan.of(SEED, java, directory).stoppingAtFirst();
    }

    /** Where the node's test code is: a directory or a jar, as the build has it. */
    private static String testCode() {
        return new File(PlantedMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .getPath();
    }

    private static List<Violation> violations(FaultPlan plan) {
        System.out.println("seed " + SEED);
        Report report = FaultRun.run(plan, System.out::println);
        System.out.println(report.text());
        return report.violations();
    }
}
