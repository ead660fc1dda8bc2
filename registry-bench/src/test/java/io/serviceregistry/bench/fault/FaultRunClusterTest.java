package io.serviceregistry.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.node.testkit.LongForm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code registry-bench faults}: {@code AckedMeansDurable}, {@code Linearizable}, {@code HonestErrors},
 * {@code NoEarlyExpiry} and {@code SameDigestAtSameIndex} while the leader is killed, paused and, where there are network
 * namespaces, cut off.
 */
@LongForm
class FaultRunClusterTest {
    private static final long SEED = Long.getLong("seed", 20_261);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void promisesHoldWhileLeadersFail() {
        FaultPlan plan = FaultPlan.of(
                        SEED,
                        NodeJava.ofCheckout(Path.of("..").toAbsolutePath().normalize())
                                .startedOften(),
                        directory)
                .withFaults(1, 1, 1);
        System.out.println(
                "seed " + SEED + "; again, and longer: registry-bench/bin/registry-bench faults --seed " + SEED);
        Report report = FaultRun.run(plan, System.out::println);
        System.out.println(report.text());
        assertThat(report.violations()).as(report.text()).isEmpty();
    }
}
