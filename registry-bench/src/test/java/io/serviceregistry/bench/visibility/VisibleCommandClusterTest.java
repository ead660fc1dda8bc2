package io.serviceregistry.bench.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.RegistryCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code registry-bench visible} finds every registration, and every death, on every node: {@code Linearizable}, {@code Reliable}. */
class VisibleCommandClusterTest {
    @TempDir
    private Path directory;

    @Test
    void everyRegistrationAndEveryDeathIsSeenOnEveryNode() throws IOException {
        NodeJava java =
                NodeJava.ofCheckout(Path.of("..").toAbsolutePath().normalize()).startedOften();
        StringWriter out = new StringWriter();
        int exitCode;
        try (RegistryCluster cluster = new RegistryCluster(3, directory, java, "")) {
            cluster.start();
            exitCode = new CommandLine(new VisibleCommand())
                    .setOut(new PrintWriter(out))
                    .execute(
                            "--address=" + String.join(",", cluster.addresses()),
                            "--rate=50",
                            "--warm-up=0.5",
                            "--seconds=2",
                            "--lapses=20",
                            "--json");
        }

        assertThat(exitCode).as("%s", out).isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.get("violations")).isEmpty();
        // On a machine that is far too busy a call may fail; what it would have led to is in no figure then.
        long failures = 0;
        for (JsonNode count : report.get("failures")) {
            failures += count.asLong();
        }
        List<Long> told = counts(report.get("registrations"), "told by a watch");
        assertThat(told).hasSize(3).allSatisfy(bounds(100 - failures, 100));
        assertThat(counts(report.get("registrations"), "shown by a linearizable read"))
                .singleElement()
                .satisfies(bounds(100 - failures, 100));
        assertThat(counts(report.get("registrations"), "shown by local reads"))
                .hasSize(2)
                .allSatisfy(bounds(10 - failures, 10));
        assertThat(counts(report.get("registrations"), "control"))
                .singleElement()
                .satisfies(bounds(100 - failures, 100));
        assertThat(counts(report.get("lapses"), "lapse told by a watch"))
                .hasSize(3)
                .allSatisfy(bounds(20 - failures, 20));
    }

    private static Consumer<Long> bounds(long low, long high) {
        return count -> assertThat(count).isBetween(low, high);
    }

    private static List<Long> counts(JsonNode rows, String name) {
        List<Long> counts = new ArrayList<>();
        for (JsonNode row : rows) {
            if (row.get("name").asText().startsWith(name)) {
                counts.add(row.get("count").asLong());
            }
        }
        return counts;
    }
}
