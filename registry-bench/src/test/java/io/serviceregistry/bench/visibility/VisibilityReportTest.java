package io.serviceregistry.bench.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.ClusterRoles.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisibilityReportTest {
    private static final Latency.Figures ACKNOWLEDGED = new Latency.Figures("acknowledged", 100, 1.5, 7.25, 12);
    private static final Latency.Figures NONE = new Latency.Figures("told", 0, 0, 0, 0);

    private final Findings findings = new Findings();

    @Test
    void aTableForEachPhase() {
        assertThat(report(List.of(NONE)).text()).isEqualTo("""
                from the call of Register  times  p50 ms   p99   max
                acknowledged                 100    1.50  7.25  12.0

                from the end of the lease  times  p50 ms  p99  max
                told                           0       -    -    -
                """);
    }

    @Test
    void aPhaseThatWasLeftOutHasNoTable() {
        assertThat(report(List.of()).text()).doesNotContain("lease");
    }

    @Test
    void aBrokenPromiseIsNamedAndFailsTheRun() {
        assertThat(report(List.of()).exitCode()).isZero();

        findings.violated("Linearizable", "a read did not show i-7");

        assertThat(report(List.of()).exitCode()).isEqualTo(1);
        assertThat(report(List.of()).text()).endsWith("VIOLATED Linearizable: a read did not show i-7\n");
    }

    @Test
    void aCallThatFailedIsCountedButIsNoBrokenPromise() {
        findings.failed("OVERLOADED");
        findings.failed("OVERLOADED");

        assertThat(report(List.of()).exitCode()).isZero();
        assertThat(report(List.of()).text()).endsWith("  2 x OVERLOADED\n");
    }

    @Test
    void whatAWatchDidNotTellBreaksReliableUnlessItHasEnded() {
        List<Node> nodes = List.of(new Node("n1", "host:1", true), new Node("n2", "host:2", false));
        Sightings joined = new Sightings("joined", List.of(new Latency("n1"), new Latency("n2")), findings);
        joined.expect("i-1", 0, true);

        VisibilityRun.untold(nodes, joined, Map.of(1, "UNAVAILABLE"), findings);

        assertThat(findings.violations())
                .containsExactly(new Violation("Reliable", "the watch on n1 did not tell of i-1"));
        assertThat(findings.failures()).containsExactly(Map.entry("WATCH_ENDED_UNAVAILABLE", 1L));
    }

    private VisibilityReport report(List<Latency.Figures> lapses) {
        return new VisibilityReport(List.of(ACKNOWLEDGED), lapses, findings.violations(), findings.failures(), true);
    }
}
