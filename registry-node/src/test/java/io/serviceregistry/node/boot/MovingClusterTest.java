package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.proto.v1.ListMembersRequest;
import io.serviceregistry.proto.v1.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is who it is by its id and its directory: all its addresses may change, of one node or of all of them at once. */
class MovingClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private NodesInOneJvm nodes;
    private int registered;

    @BeforeEach
    void startCluster() throws Exception {
        nodes = new NodesInOneJvm(3, directory, """
                stop:
                  drain: 100ms
                  leadership: 500ms
                """);
        awaitReady();
    }

    @AfterEach
    void stopCluster() throws Exception {
        nodes.close();
    }

    @Test
    void nodesMoveOneByOneAndThenAllTogether() throws Exception {
        register("n1");
        for (String id : nodes.ids()) {
            nodes.stop(id);
            nodes.move(id);
            nodes.startAside(id);
            awaitReady();
            register(id);
        }
        assertEveryNodeKnowsEveryAddress();

        nodes.ids().forEach(nodes::stop);
        nodes.ids().forEach(nodes::move);
        nodes.ids().forEach(nodes::startAside);
        awaitReady();
        register("n1");
        assertEveryNodeKnowsEveryAddress();
        for (String id : nodes.ids()) {
            assertThat(door().addresses(id, "moving")).hasSize(registered);
        }

        // As it was before the first move: what a member has heard outlasts what it is configured with and what the log
        // says.
        nodes.stop("n3");
        nodes.start("n3");
        awaitReady();
        register("n3");
        assertThat(nodes.faults()).isEmpty();
    }

    private void register(String node) throws Exception {
        registered++;
        door().register(node, "moving", "http://10.0.0.7:" + (8000 + registered));
    }

    private ClientDoor door() {
        return ClientDoor.of(nodes).get(0);
    }

    private void awaitReady() {
        soon(() -> assertThat(nodes.ids()).allMatch(id -> nodes.status(id).getReady()));
    }

    private void assertEveryNodeKnowsEveryAddress() {
        for (String asked : nodes.ids()) {
            soon(() -> assertThat(members(asked))
                    .extracting(Member::getGrpcAddress)
                    .isEqualTo(grpcAddresses()));
        }
    }

    private List<Member> members(String asked) {
        return nodes.admin(asked)
                .listMembers(ListMembersRequest.getDefaultInstance())
                .getMembersList();
    }

    private List<String> grpcAddresses() {
        return nodes.ids().stream()
                .map(id -> nodes.asMember(id).getGrpcAddress())
                .toList();
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(assertion);
    }
}
