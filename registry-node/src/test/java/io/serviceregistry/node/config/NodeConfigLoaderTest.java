package io.serviceregistry.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.serviceregistry.node.core.model.ClusterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NodeConfigLoaderTest {
    private static final Path EXAMPLES = Path.of("..", "cluster-config");

    private static final String LEAST = """
            cluster:
              id: local
              members:
                - {id: n1, grpc: "127.0.0.1:7401", peer: "127.0.0.1:7701", raft: "127.0.0.1:7601"}
            node:
              id: n1
              data-dir: data/n1
            """;

    @Test
    void whatIsLeftOutHasItsDefault() {
        NodeConfig config = NodeConfigLoader.parse(LEAST, Map.of());

        assertThat(config.raft())
                .isEqualTo(new RaftConfig(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        100_000,
                        64 << 20,
                        Duration.ofMinutes(10),
                        16 << 20,
                        20_000));
        assertThat(config.lease()).isEqualTo(new LeaseConfig(Duration.ofMillis(50), Duration.ofSeconds(5)));
        assertThat(config.clusterSettings()).isEqualTo(ClusterSettings.DEFAULT);
        assertThat(config.self().grpc()).hasToString("127.0.0.1:7401");
        assertThat(config.bind(config.self().peer())).hasToString("127.0.0.1:7701");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void annotatedReferenceNamesEveryKeyWithItsDefault() throws IOException {
        JsonNode root = new YAMLMapper().readTree(Files.readString(EXAMPLES.resolve("node.yaml")));
        List<String> written = new ArrayList<>();
        root.fields()
                .forEachRemaining(section -> section.getValue().fields().forEachRemaining(field -> {
                    String key = section.getKey() + "." + field.getKey();
                    written.add(key);
                    if (!ConfigKeys.isRequired(key)) {
                        assertThat(field.getValue().asText()).as(key).isEqualTo(ConfigKeys.DEFAULTS.get(key));
                    }
                }));

        assertThat(written).containsExactlyElementsOf(ConfigKeys.DEFAULTS.keySet());
        assertThat(NodeConfigLoader.load(EXAMPLES.resolve("node.yaml"), Map.of()))
                .isNotNull();
    }

    @Test
    void examplesOfOneClusterAgreeOnTheMembers() {
        for (Map.Entry<String, Integer> cluster :
                Map.of("three-nodes", 3, "five-nodes", 5).entrySet()) {
            List<NodeConfig> nodes = Stream.iterate(1, i -> i + 1)
                    .limit(cluster.getValue())
                    .map(i -> EXAMPLES.resolve(cluster.getKey()).resolve("n" + i + ".yaml"))
                    .map(file -> NodeConfigLoader.load(file, Map.of()))
                    .toList();
            assertThat(nodes)
                    .extracting(NodeConfig::cluster)
                    .containsOnly(nodes.get(0).cluster());
            assertThat(nodes).extracting(node -> node.node().id()).doesNotHaveDuplicates();
            assertThat(nodes.get(0).cluster().members())
                    .hasSize(cluster.getValue())
                    .allSatisfy(member -> assertThat(member.httpAddress()).isPresent());
        }
    }

    @Test
    void environmentOverridesEveryScalar() {
        NodeConfig config = NodeConfigLoader.parse(
                LEAST,
                Map.of(
                        "REGISTRY_CLUSTER_MEMBERS", "a=[::1]:1,h:2,h:3;b=i:1,i:2,i:3;c=j:1,j:2,j:3",
                        "REGISTRY_NODE_ID", "b",
                        "REGISTRY_NODE_BIND_HOST", "0.0.0.0",
                        "REGISTRY_RAFT_SNAPSHOT_SIZE", "1GB",
                        "REGISTRY_LEASE_TICK", "20ms",
                        "REGISTRY_LOG_FORMAT", "json",
                        "REGISTRY_PORT_7401_TCP", "tcp://10.0.0.1:7401"));

        assertThat(config.cluster().members()).extracting(MemberConfig::id).containsExactly("a", "b", "c");
        assertThat(config.cluster().members().get(0).grpc()).hasToString("[::1]:1");
        assertThat(config.bind(config.self().raft())).hasToString("0.0.0.0:3");
        assertThat(config.raft().snapshotBytes()).isEqualTo(1L << 30);
        assertThat(config.lease().tick()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.log().format()).isEqualTo(LogConfig.Format.JSON);
    }

    @Test
    void everyKeyIsOverriddenByItsVariable() {
        for (String key : ConfigKeys.DEFAULTS.keySet()) {
            if (!key.equals("node.data-dir")) { // any text names a directory
                assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST, Map.of(ConfigKeys.variable(key), "~wrong~")))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageStartingWith(key)
                        .hasMessageEndingWith("from " + ConfigKeys.variable(key));
            }
        }
        assertThat(NodeConfigLoader.parse(LEAST, Map.of("REGISTRY_NODE_DATA_DIR", "/d"))
                        .node()
                        .dataDir())
                .isEqualTo(Path.of("/d"));
    }

    @Test
    void anAddressForHttpMayBeLeftOut() {
        assertThat(NodeConfigLoader.parse(LEAST, Map.of()).self().httpAddress()).isEmpty();
        assertThat(NodeConfigLoader.parse(LEAST.replace("raft: \"127", "http: \"h:1\", raft: \"127"), Map.of())
                        .self()
                        .httpAddress())
                .hasValueSatisfying(http -> assertThat(http).hasToString("h:1"));
        NodeConfig config = NodeConfigLoader.parse(
                LEAST, Map.of("REGISTRY_CLUSTER_MEMBERS", "n1=a:1,a:2,a:3,a:4;n2=b:1,b:2,b:3;n3=c:1,c:2,c:3"));
        assertThat(config.cluster().members())
                .extracting(
                        member -> member.httpAddress().map(Address::toString).orElse("none"))
                .containsExactly("a:4", "none", "none");
    }

    @Test
    void evenNumberOfMembersWorksWithAWarning() {
        NodeConfig config =
                NodeConfigLoader.parse(LEAST, Map.of("REGISTRY_CLUSTER_MEMBERS", "n1=a:1,a:2,a:3;n2=b:1,b:2,b:3"));
        assertThat(config.warnings()).singleElement().asString().contains("2 members");
    }

    static Stream<List<String>> wrongFiles() {
        return Stream.of(
                List.of("rafft: {}", "rafft", "no such key", "raft"),
                List.of(
                        "raft: {elction-timeout-min: 1s}",
                        "raft.elction-timeout-min",
                        "no such key",
                        "raft.election-timeout-min"),
                List.of("raft: 5", "raft: 5", "section"),
                List.of("raft: {request-timeout: [1s]}", "raft.request-timeout", "[\"1s\"]", "a single value"),
                List.of("raft: {request-timeout: }", "raft.request-timeout", "null", "a single value"),
                List.of("lease: {tick: 50ms, tick: 60ms}", "line 8", "Duplicate field 'tick'"),
                List.of("lease: [", "line"),
                List.of("cluster: {id: local}", "line 8", "Duplicate field 'cluster'"));
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void wrongFileIsToldInOneLine(List<String> row) {
        assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST + row.get(0), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(row.subList(1, row.size()).toArray(new String[0]))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cluster.id                        | a b      | 1..64 of [A-Za-z0-9._-]
            node.id                           | n9       | one of the cluster.members [n1]
            node.bind-host                    | a b      | a host name
            raft.election-timeout-min         | 50ms     | 100ms..1m
            raft.election-timeout-min         | 2h       | 100ms..1m
            raft.election-timeout-min         | 5        | a duration such as
            raft.election-timeout-max         | 3m       | 100ms..2m
            raft.election-timeout-max         | 600ms    | at least 750ms, 1.5 times raft.election-timeout-min
            raft.request-timeout              | soon     | a duration such as
            raft.request-timeout              | 10ms     | 100ms..1m
            raft.snapshot-entries             | 1.5      | a whole number
            raft.snapshot-entries             | 99       | 100..10000000
            raft.snapshot-size                | 64       | a size such as
            raft.snapshot-size                | 512KB    | 1MB..4GB
            raft.snapshot-interval            | 0ms      | 1s..24h
            raft.log-segment-size             | 1MB      | 2MB..1GB
            raft.preserved-log-entries        | -1       | 100..10000000
            lease.tick                        | 1s       | 5ms..500ms
            lease.grace                       | 1h       | 0ms..5m
            requests.window                   | 5m       | 10m..24h
            requests.max-remembered           | 5        | 1000..100000000
            storm.percent                     | 101      | 1..100
            storm.min-lapses                  | 0        | 1..1000000
            storm.max-hold                    | 25h      | 1s..24h
            limits.max-instances-per-service  | 0        | 1..1000000
            limits.max-instances              | 9999999999 | a whole number
            limits.lane-commands              | 0        | 1..10000000
            limits.lane-size                  | 1KB      | 1MB..4GB
            limits.max-request-size           | 2MB      | 16KB..1MB
            limits.max-request-size           | 9GB      | 16KB..1MB
            limits.max-calls-per-connection   | none     | a whole number
            stop.drain                        | 1d       | a duration such as
            stop.leadership                   | 2m       | 0ms..1m
            stop.close                        | 0ms      | 1s..10m
            log.format                        | xml      | text or json
            log.level                         | loud     | trace, debug, info, warn or error
            """)
    void wrongValueIsToldWithKeyValueAndRule(String key, String value, String rule) {
        assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST, Map.of(ConfigKeys.variable(key), value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(key + ": ")
                .hasMessageContaining("(expected: " + rule)
                .hasMessageEndingWith(", from " + ConfigKeys.variable(key));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            n1=a:1,a:2                          | cluster.members: n1=a:1,a:2 (expected: id=grpc,peer,raft
            n1=a:0,a:2,a:3                      | cluster.members[0].grpc: a:0 (expected: host:port
            n1=a:1,a:2,a                        | cluster.members[0].raft: a (expected: host:port
            n1=a:1,a:2,a:3,a                    | cluster.members[0].http: a (expected: host:port
            n1=a:1,a:2,a:3,a:1                  | cluster.members[0].http: a:1 (expected: different from
            n1=a:1,a:2,a:3,a:4,a:5              | cluster.members: n1=a:1,a:2,a:3,a:4,a:5 (expected: id=grpc,peer,raft
            n1=a:1,a:1,a:3                      | cluster.members[0].peer: a:1 (expected: different from
            n1=a:1,a:2,a:3;n1=b:1,b:2,b:3       | cluster.members[1].id: n1 (expected: different from cluster.members[0].id
            n1=a:1,a:2,a:3;n 2=b:1,b:2,b:3      | cluster.members[1].id: n 2 (expected: 1..64
            1=a:1,a:2,a:3;2=b:1,b:2,b:3;3=c:1,c:2,c:3;4=d:1,d:2,d:3;5=e:1,e:2,e:3;6=f:1,f:2,f:3 | 6 members (expected: 1, 3
            """)
    void wrongMembersAreTold(String members, String message) {
        assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST, Map.of("REGISTRY_CLUSTER_MEMBERS", members)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void wrongMemberInTheFileIsToldByItsPlace() {
        assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST.replace("raft: \"127", "rft: \"127"), Map.of()))
                .hasMessage("cluster.members[0].rft: no such key (did you mean cluster.members[0].raft?)");
        assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST.replace(", peer: \"127.0.0.1:7701\"", ""), Map.of()))
                .hasMessage("cluster.members[0].peer is missing");
        assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST.replace("{id: n1", "{id: {}"), Map.of()))
                .hasMessageContaining("cluster.members[0].id: {} (expected: a single value)");
    }

    @Test
    void missingKeyIsToldWithItsVariable() {
        assertThatThrownBy(() -> NodeConfigLoader.parse("", Map.of()))
                .hasMessage("cluster.id is missing: set it in the file or as REGISTRY_CLUSTER_ID");
        assertThatThrownBy(() -> NodeConfigLoader.parse("cluster: {id: a}", Map.of()))
                .hasMessage("cluster.members is missing: set it in the file or as REGISTRY_CLUSTER_MEMBERS");
        assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST.replace("data-dir: data/n1", ""), Map.of()))
                .hasMessageContaining("node.data-dir is missing");
    }

    @Test
    void slipInAVariableIsFound() {
        assertThatThrownBy(() -> NodeConfigLoader.parse(LEAST, Map.of("REGISTRY_NODE_DATADIR", "x")))
                .hasMessage("REGISTRY_NODE_DATADIR: no such variable (did you mean REGISTRY_NODE_DATA_DIR?)");
    }

    @Test
    void unreadableFileIsNamed() {
        assertThatThrownBy(() -> NodeConfigLoader.load(Path.of("no-such.yaml"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("no-such.yaml: cannot be read");
    }
}
