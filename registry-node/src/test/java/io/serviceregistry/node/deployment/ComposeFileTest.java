package io.serviceregistry.node.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The containers of docker-compose.yml are the nodes of the configurations that they are given. */
class ComposeFileTest {
    // Of a file whose merge keys are not read by Jackson.
    private final Map<String, Object> compose =
            new Yaml(new SafeConstructor(new LoaderOptions())).load(Deployment.text("docker-compose.yml"));

    @ParameterizedTest
    @ValueSource(strings = {"three", "five"})
    void eachContainerIsTheMemberOfItsName(String cluster) {
        String yaml = Deployment.text("cluster-config/docker/" + cluster + ".yaml");
        List<MemberConfig> members = Deployment.config(yaml, "n1").cluster().members();

        assertThat(members).hasSize(cluster.equals("three") ? 3 : 5).allSatisfy(member -> {
            Map<String, Object> container = section(section(compose, "services"), member.id());
            NodeConfig node = Deployment.config(
                    yaml, String.valueOf(section(container, "environment").get("REGISTRY_NODE_ID")));
            Address http = member.httpAddress().orElseThrow();

            assertThat(node.self()).isEqualTo(member);
            assertThat(List.of(member.grpc(), member.peer(), member.raft(), http))
                    .extracting(Address::host)
                    .containsOnly(member.id());
            assertThat(container.get("ports"))
                    .isEqualTo(List.of(published(member.grpc().port()), published(http.port())));
            assertThat(container.get("volumes"))
                    .isEqualTo(List.of(
                            "./cluster-config/docker/${CLUSTER:-three}.yaml:/etc/registry/node.yaml:ro",
                            member.id() + ":" + node.node().dataDir().getParent()));
            assertThat(section(container, "healthcheck").get("test"))
                    .isEqualTo(List.of("CMD", "/opt/registry/bin/ready", String.valueOf(http.port())));
            assertThat(container.get("profiles")).isEqualTo(isOfThree(member) ? null : List.of("five"));
            assertThat(container.get("stop_grace_period"))
                    .isEqualTo(
                            Deployment.longestStop(node.stop()).plusSeconds(4).toSeconds() + "s");
            assertThat(node.node().bindHost()).isEqualTo("0.0.0.0");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"three", "five"})
    void prometheusAsksEachMember(String cluster) {
        List<MemberConfig> members = Deployment.config(
                        Deployment.text("cluster-config/docker/" + cluster + ".yaml"), "n1")
                .cluster()
                .members();
        List<Map<String, Object>> targets = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Deployment.text("cluster-config/docker/targets-" + cluster + ".yml"));

        assertThat(targets)
                .singleElement()
                .extracting("targets")
                .isEqualTo(members.stream()
                        .map(member -> member.httpAddress().orElseThrow().toString())
                        .toList());
    }

    @Test
    void theImageRunsByItselfAsASingleNode() {
        NodeConfig node = Deployment.config(Deployment.text("cluster-config/docker/single.yaml"), "n1");

        assertThat(node.cluster().members()).containsExactly(node.self());
        assertThat(node.node().dataDir().getParent()).isEqualTo(Path.of("/var/lib/registry"));
        assertThat(Deployment.text("cluster-config/docker/Dockerfile"))
                .contains("VOLUME /var/lib/registry\n", "EXPOSE 7401 7501 7601 7701\n");
    }

    @Test
    void scriptsOfTheImageCanBeRun() {
        assertThat(List.of("ready", "prepare"))
                .allSatisfy(script -> assertThat(Deployment.file("cluster-config/docker/bin/" + script))
                        .matches(Files::isExecutable));
    }

    private static boolean isOfThree(MemberConfig member) {
        return List.of("n1", "n2", "n3").contains(member.id());
    }

    private static String published(int port) {
        return "127.0.0.1:${PORTS:-7}" + String.valueOf(port).substring(1) + ":" + port;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> section(Map<String, Object> parent, String name) {
        assertThat(parent).containsKey(name);
        return (Map<String, Object>) parent.get(name);
    }
}
