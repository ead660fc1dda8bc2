package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.testkit.LongForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of real nodes that is upgraded one by one: "old" nodes understand what this version does, and "new" ones a level
 * more, so that a process of this version is an old one, whatever its level is.
 */
@LongForm
class FeatureLevelClusterTest {
    private static final int OLD = FeatureLevel.NEWEST;
    private static final int NEW = OLD + 1;
    private static final String REFUSAL = "feature level " + NEW + ", and this version understands levels up to " + OLD;

    /** Longer than the leader takes to ask all voters again. */
    private static final Duration WHILE = Duration.ofSeconds(4);

    @TempDir
    private Path directory;

    private final Map<String, Integer> understands = new ConcurrentHashMap<>(Map.of("n1", NEW, "n2", NEW, "n3", OLD));
    private NodesInOneJvm nodes;

    @BeforeEach
    void startCluster() throws Exception {
        nodes = new NodesInOneJvm(3, directory, """
                stop:
                  drain: 100ms
                  leadership: 500ms
                agreement:
                  interval-entries: 1
                """, id -> new NodeParts() {
            @Override
            public int supportedLevel() {
                return understands.getOrDefault(id, OLD);
            }
        });
    }

    @AfterEach
    void stopCluster() throws Exception {
        nodes.close();
    }

    @Test
    void theLevelRisesWhenTheLastNodeIsNewAndThenOldNodesAreKeptOut() throws Exception {
        soon(() -> assertThat(nodes.ids()).allMatch(id -> nodes.status(id).getReady()));
        soon(() -> assertThat(nodes.ids()).allMatch(id -> nodes.status(id).getFeatureLevel() == OLD));
        await().during(WHILE)
                .atMost(WHILE.multipliedBy(3))
                .untilAsserted(() ->
                        assertThat(nodes.ids()).allMatch(id -> nodes.status(id).getFeatureLevel() == OLD));
        soon(() -> assertThat(nodes.status("n3").getAgreedIndex()).isPositive());
        assertThat(nodes.status("n3").hasDivergence()).isFalse();

        nodes.stop("n3");
        await().during(WHILE)
                .atMost(WHILE.multipliedBy(3))
                .untilAsserted(
                        () -> assertThat(nodes.status("n1").getFeatureLevel()).isEqualTo(OLD));
        understands.put("n3", NEW);
        nodes.start("n3");
        soon(() -> assertThat(nodes.ids())
                .allMatch(id -> nodes.status(id).getFeatureLevel() == NEW
                        && nodes.status(id).getSupportedFeatureLevel() == NEW));

        nodes.startGuest("n4");
        soon(() -> assertThatThrownBy(() -> nodes.admin(leader()).addMember(nodes.asMember("n4")))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining(
                        "n4 understands feature levels up to " + OLD + ", and the cluster is at level " + NEW));

        nodes.stop("n3");
        understands.put("n3", OLD);
        nodes.startAside("n3");
        soon(() -> assertThat(nodes.faults()).contains("the cluster is at " + REFUSAL + ": it needs a newer version"));
    }

    @Test
    void theProcessOfAnOldNodeEndsWithTheExitCodeOfThat() throws Exception {
        understands.put("n3", NEW);
        nodes.stop("n3");
        nodes.start("n3");
        soon(() -> assertThat(nodes.ids()).allMatch(id -> nodes.status(id).getFeatureLevel() == NEW));
        nodes.stop("n3");
        Path config = Files.writeString(directory.resolve("old-n3.yaml"), nodes.yaml("n3"));
        NodeCommand.Ended ended = new NodeCommand(directory).run("--config", config.toString());
        assertThat(ended.exitCode()).isEqualTo(ExitCode.NEWER_LEVEL.number()).isEqualTo(76);
        assertThat(String.join(" ", ended.errorLines()) + Files.readString(new NodeCommand(directory).output()))
                .contains(REFUSAL);
    }

    private String leader() {
        return nodes.status("n1").getHeader().getLeaderId();
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(assertion);
    }
}
