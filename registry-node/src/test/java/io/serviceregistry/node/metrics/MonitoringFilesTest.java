package io.serviceregistry.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files for Prometheus and Grafana speak of metrics that there are. */
class MonitoringFilesTest {
    private static final Path FILES = Path.of("../cluster-config");
    private static final Path PROMETHEUS = FILES.resolve("prometheus");
    private static final Path GRAFANA = FILES.resolve("grafana");

    /** What is no name of a metric in an expression: texts, labels, and who is asked to look at which labels. */
    private static final Pattern NO_NAMES = Pattern.compile(
            "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(?:by|on|group_right|group_left|without|ignoring) *\\([^)]*\\)");

    private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_][a-zA-Z0-9_]*\\b(?! *\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");

    @Test
    void alertsLookAtMetricsThatThereAre() throws IOException {
        List<String> expressions = texts(alerts().findValues("expr"));
        assertThat(expressions).hasSizeGreaterThan(15);
        assertThat(names(expressions)).isSubsetOf(exposed());
    }

    @Test
    void everyAlertIsTested() throws IOException {
        String tests = Files.readString(PROMETHEUS.resolve("alerts.test.yml"));
        for (String alert : texts(alerts().findValues("alert"))) {
            assertThat(tests).contains("ALERTS{alertname=\"" + alert + "\"}");
        }
    }

    @Test
    void theDashboardShowsMetricsThatThereAre() throws IOException {
        List<String> expressions = texts(dashboard().findValues("expr"));
        assertThat(expressions).hasSizeGreaterThan(30);
        assertThat(names(expressions)).isSubsetOf(exposed());
    }

    @Test
    void whatIsMeasuredIsShown() throws IOException {
        Set<String> shown = names(Stream.concat(
                        texts(dashboard().findValues("expr")).stream(), texts(alerts().findValues("expr")).stream())
                .toList());
        Set<Metric> hidden = new HashSet<>(Set.of(Metric.values()));
        hidden.removeIf(metric -> shown.stream().anyMatch(name -> name.startsWith(metric.exposedName())));
        assertThat(hidden)
                .as("told apart by other means")
                .containsExactlyInAnyOrder(
                        Metric.FEATURE_LEVEL,
                        Metric.FEATURE_LEVEL_SUPPORTED,
                        Metric.RAFT_COMMIT_INDEX,
                        Metric.REVISION,
                        Metric.COMPARED_INDEX,
                        Metric.SNAPSHOT_INDEX,
                        Metric.SNAPSHOT_DURATION);
    }

    @Test
    void panelsHaveIdsAndPlacesOfTheirOwn() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> cells = new HashSet<>();
        for (JsonNode panel : dashboard().get("panels")) {
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            JsonNode place = panel.get("gridPos");
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    int column = place.get("x").asInt() + x;
                    assertThat(column).isLessThan(24);
                    assertThat(cells.add(List.of(column, place.get("y").asInt() + y)))
                            .as(panel.get("title").asText())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void thePanelsAskTheDataSourceThatIsProvided() throws IOException {
        JsonNode provided =
                yaml(GRAFANA.resolve("provisioning/datasources/prometheus.yml")).at("/datasources/0");
        assertThat(provided.get("url").asText()).isEqualTo("http://prometheus:9090");
        assertThat(texts(dashboard().findValues("datasource").stream()
                        .map(source -> source.get("uid"))
                        .toList()))
                .isNotEmpty()
                .containsOnly(provided.get("uid").asText());
    }

    @Test
    void prometheusAcceptsThem() throws IOException, InterruptedException {
        Promtool.requireInstalled();
        assertThat(Promtool.faults("", "check", "config", file("prometheus.yml")))
                .isEmpty();
        assertThat(Promtool.faults("", "check", "rules", file("alerts.yml"))).isEmpty();
        assertThat(Promtool.faults("", "test", "rules", file("alerts.test.yml")))
                .isEmpty();
    }

    private static String file(String name) {
        return PROMETHEUS.resolve(name).toString();
    }

    private static JsonNode alerts() throws IOException {
        return yaml(PROMETHEUS.resolve("alerts.yml"));
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(GRAFANA.resolve("registry.json").toFile());
    }

    private static JsonNode yaml(Path file) throws IOException {
        return new YAMLMapper().readTree(file.toFile());
    }

    private static List<String> texts(List<JsonNode> nodes) {
        return nodes.stream().map(JsonNode::asText).toList();
    }

    /** The names of all metrics in expressions. */
    private static Set<String> names(List<String> expressions) {
        Set<String> names = new TreeSet<>();
        for (String expression : expressions) {
            Matcher name = NAME.matcher(NO_NAMES.matcher(expression).replaceAll(" "));
            while (name.find()) {
                names.add(name.group());
            }
        }
        names.removeAll(WORDS);
        return names;
    }

    /** Every name that Prometheus may know of a node: ours, and those of its process. */
    private static Set<String> exposed() {
        // Prometheus adds the first; the second is there once garbage was collected.
        List<String> names = new ArrayList<>(List.of("up", "jvm_gc_pause_seconds_sum"));
        for (Metric metric : Metric.values()) {
            if (metric.kind() == Metric.Kind.TIMER) {
                Stream.of("_bucket", "_count", "_sum").forEach(end -> names.add(metric.exposedName() + end));
            } else {
                names.add(metric.exposedName());
            }
        }
        try (NodeMetrics metrics = new NodeMetrics()) {
            names.addAll(Samples.parse(metrics.scrape("").text()).names());
        }
        return new TreeSet<>(names);
    }
}
