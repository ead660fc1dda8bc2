package io.serviceregistry.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.metrics.Exposition.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
    private final NodeMetrics metrics = new NodeMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void everyMetricIsInTheDocumentation() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/operations.md"));
        assertThat(Metric.values())
                .allSatisfy(metric -> assertThat(page)
                        .as(metric.exposedName())
                        .anyMatch(line -> line.startsWith("| `" + metric.exposedName() + "` |")));
    }

    @Test
    void whatIsReadIsTheNumberOfThatMoment() {
        AtomicLong term = new AtomicLong(3);
        metrics.gauge(Metric.RAFT_TERM, term::get);
        metrics.gauge(Metric.RAFT_ROLE, () -> 1, "role", "leader");
        assertThat(scrape().sum("registry_raft_term")).isEqualTo(3);
        term.set(4);
        System.gc(); // whatever is bound stays
        assertThat(scrape().sum("registry_raft_term")).isEqualTo(4);
        assertThat(scrape().sum("registry_raft_role", "role", "leader")).isEqualTo(1);
        assertThat(scrape().sum("registry_raft_role", "role", "follower")).isZero();
    }

    @Test
    void beforeAScrapeIsLookedOnce() {
        AtomicLong looks = new AtomicLong();
        metrics.beforeEachScrape(looks::incrementAndGet);
        metrics.gauge(Metric.RAFT_TERM, looks::get);
        metrics.gauge(Metric.REVISION, looks::get);
        assertThat(scrape().sum("registry_raft_term")).isEqualTo(1);
        assertThat(scrape().sum("registry_state_revision")).isEqualTo(2);
    }

    @Test
    void theProcessIsAmongThem() {
        assertThat(scrape().names())
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_gc_memory_allocated_bytes_total",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_start_time_seconds",
                        "process_files_open_files");
    }

    @Test
    void aMetricIsBoundAsWhatItIs() {
        assertThatThrownBy(() -> metrics.counter(Metric.RAFT_TERM, () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RAFT_TERM is a GAUGE");
    }

    @Test
    void theFormatIsTheOneThatIsPreferred() {
        assertThat(Format.preferred("")).isEqualTo(Format.TEXT);
        assertThat(Format.preferred("*/*")).isEqualTo(Format.TEXT);
        assertThat(Format.preferred("text/html")).isEqualTo(Format.TEXT);
        assertThat(Format.preferred("application/openmetrics-text;q=0.1,text/plain;q=0.5"))
                .isEqualTo(Format.TEXT);
        assertThat(Format.preferred("application/openmetrics-text;q=0")).isEqualTo(Format.TEXT);
        assertThat(Format.preferred("application/openmetrics-text;version=1.0.0,"
                        + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"))
                .as("as Prometheus asks")
                .isEqualTo(Format.OPEN_METRICS);
    }

    private Samples scrape() {
        return Samples.parse(metrics.scrape("").text());
    }
}
