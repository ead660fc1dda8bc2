package io.serviceregistry.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPlanTest {

    @TempDir
    Path temporary = Path.of("");

    @Test
    void fiveNodesHaveFiveOfEachPort() {
        ClusterPlan plan = new ClusterPlan(5, 0);
        assertThat(plan.nodes()).extracting(LocalNode::id).containsExactly("n1", "n2", "n3", "n4", "n5");
        LocalNode last = plan.findNode("n5").orElseThrow();
        assertThat(last.grpcAddress()).isEqualTo("127.0.0.1:7405");
        assertThat(last.ports()).isEqualTo(Map.of("gRPC", 7405, "HTTP", 7505, "node to node", 7705, "Raft", 7605));
        assertThat(plan.findNode("n6")).isEmpty();
    }

    @Test
    void anOffsetMovesEveryPort() {
        assertThat(new ClusterPlan(3, 1000).nodes().get(0).ports().values()).containsExactly(8401, 8501, 8701, 8601);
    }

    @Test
    void anEvenNumberOfNodesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterPlan(4, 0))
                .withMessageContaining("3 or 5");
        assertThatIllegalArgumentException().isThrownBy(() -> new ClusterPlan(3, 60_000));
    }

    @Test
    void thePlanIsFoundAgain() {
        StateFolder folder = new StateFolder(temporary.resolve("cluster"));
        assertThat(folder.findPlan()).isEmpty();
        folder.create(new ClusterPlan(5, 20));
        assertThat(folder.findPlan()).contains(new ClusterPlan(5, 20));
        folder.create(new ClusterPlan(3, 0, "local-1a").elsewhere(10));
        assertThat(folder.findPlan()).contains(new ClusterPlan(3, 10, "local-1a"));
    }

    @Test
    void aPlanThatNamesNoClusterIsOfTheLocalOne() throws IOException {
        Files.writeString(temporary.resolve("cluster.properties"), "nodes=3\nport-offset=0\n");
        assertThat(new StateFolder(temporary).findPlan()).contains(new ClusterPlan(3, 0, "local"));
    }

    @Test
    void aDamagedPlanIsNotTakenForNone() throws IOException {
        Files.writeString(temporary.resolve("cluster.properties"), "nodes=three\n");
        assertThatThrownBy(() -> new StateFolder(temporary).findPlan())
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("three");
    }

    @Test
    void deletingLeavesWhatIsNotOurs() throws IOException {
        ClusterPlan plan = new ClusterPlan(3, 0);
        StateFolder folder = new StateFolder(temporary.resolve("home"));
        folder.create(plan);
        Files.createDirectories(folder.of(plan.nodes().get(0)).data());
        Files.writeString(folder.of(plan.nodes().get(0)).data().resolve("log"), "x");
        Path letters = Files.writeString(folder.root().resolve("letters.txt"), "dear");

        folder.delete(plan);

        assertThat(folder.root()).isDirectoryContaining(letters::equals);
        assertThat(folder.root().resolve("n1")).doesNotExist();
        assertThat(folder.findPlan()).isEmpty();
    }

    @Test
    void deletingAllLeavesNothing() {
        StateFolder folder = new StateFolder(temporary.resolve("home"));
        folder.create(new ClusterPlan(3, 0));
        folder.delete(new ClusterPlan(3, 0));
        assertThat(folder.root()).doesNotExist();
    }
}
