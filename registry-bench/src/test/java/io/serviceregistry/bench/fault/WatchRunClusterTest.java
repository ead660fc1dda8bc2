package io.serviceregistry.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.node.testkit.LongForm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code registry-bench faults --scenario watch}: {@code InitialState}, {@code Ordered}, {@code Unique}, {@code
 * Atomic}, {@code Reliable}, {@code Filtered}, {@code Resumable}, {@code Bookmarkable} and {@code Converges} while nodes are killed.
 */
@LongForm
class WatchRunClusterTest {
    private static final long SEED = Long.getLong("seed", 20_264);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void everyWatchTellsWhatHappenedWhileNodesAreKilled() {
        FaultPlan plan = FaultPlan.of(
                SEED,
                NodeJava.ofCheckout(Path.of("..").toAbsolutePath().normalize()).startedOften(),
                directory);
        System.out.println("seed " + SEED
                + "; again, and longer: registry-bench/bin/registry-bench faults --scenario watch --seed " + SEED);
        Report report = WatchRun.run(plan, Duration.ofSeconds(30), System.out::println);
        System.out.println(report.text());
        assertThat(report.violations()).as(report.text()).isEmpty();
    }
}
