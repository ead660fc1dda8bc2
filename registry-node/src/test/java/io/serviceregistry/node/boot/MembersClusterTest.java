package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.serviceregistry.proto.v1.ListMembersRequest;
import io.serviceregistry.proto.v1.Member;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.RemoveMemberRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who belongs to a cluster of real nodes, and who does not any more. */
class MembersClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private NodesInOneJvm nodes;
    private ClientDoor door;
    private final AtomicInteger registered = new AtomicInteger();

    @BeforeEach
    void startCluster() throws Exception {
        nodes = new NodesInOneJvm(3, directory, """
                stop:
                  drain: 100ms
                  leadership: 500ms
                """);
        door = ClientDoor.of(nodes).get(0);
        soon(() -> assertThat(nodes.ids()).allMatch(id -> nodes.status(id).getReady()));
    }

    @AfterEach
    void stopCluster() throws Exception {
        nodes.close();
    }

    @Test
    void anEmptyDiskNeverVotesAndIsReplacedByRemovingAndAdding() throws Exception {
        register("n1");
        String wiped = nodes.others(leader()).get(0);
        String other = nodes.others(leader()).get(1);
        nodes.wipe(wiped);
        nodes.startAside(wiped);
        NodesHttp http = new NodesHttp(nodes);
        soon(() -> assertThat(http.send("GET", wiped, "/readyz", "").body())
                .contains("was founded with another data directory of " + wiped + ": it waits to be added"));
        register(other); // two are a majority

        soon(() -> assertRefused(
                wiped + " is a member already", () -> nodes.admin(leader()).addMember(asElsewhere(wiped))));
        remove(wiped);
        soon(() -> nodes.admin(leader()).addMember(nodes.asMember(wiped)));

        soon(() -> assertThat(nodes.status(wiped).getReady()).isTrue());
        soon(() -> assertThat(voters(wiped)).containsExactly("n1", "n2", "n3"));
        assertEveryNodeKnowsAll();
    }

    @Test
    void aClusterGrowsAndShrinksAndItsLeaderMayLeave() throws Exception {
        register("n1");
        nodes.startGuest("n4");
        soon(() -> assertRefused(
                "peer_address 127.0.0.1:1 of n4", () -> nodes.admin(leader()).addMember(asElsewhere("n4"))));
        soon(() -> nodes.admin(leader()).addMember(nodes.asMember("n4")));
        soon(() -> assertThat(nodes.status("n4").getReady()).isTrue());
        register("n4");
        soon(() -> assertThat(voters("n4")).containsExactly("n1", "n2", "n3", "n4"));
        soon(() -> assertThat(members("n2"))
                .filteredOn(member -> member.getNodeId().equals("n4"))
                .singleElement()
                .satisfies(n4 -> assertThat(n4.getGrpcAddress())
                        .isEqualTo(nodes.asMember("n4").getGrpcAddress())));

        String leaves = leader();
        remove(leaves);
        soon(() -> assertThat(nodes.faults()).contains("this node was removed from the cluster"));
        nodes.stop(leaves);
        nodes.startAside(leaves);
        soon(() ->
                assertThat(nodes.faults()).anySatisfy(fault -> assertThat(fault).startsWith("REMOVED: ")));
        String stays = nodes.others(leaves).get(0);
        soon(() -> register(stays));
        soon(() -> assertThat(voters(stays)).hasSize(3).doesNotContain(leaves));
    }

    private io.serviceregistry.proto.v1.AddMemberRequest asElsewhere(String id) {
        return nodes.asMember(id).toBuilder().setPeerAddress("127.0.0.1:1").build();
    }

    /** A leader hands over first, and then the next one is to be asked. */
    private void remove(String id) {
        soon(() -> {
            String asked = leader();
            if (voters(asked).contains(id)) {
                nodes.admin(asked)
                        .removeMember(
                                RemoveMemberRequest.newBuilder().setNodeId(id).build());
            }
        });
    }

    private static void assertRefused(String why, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StatusRuntimeException.class).hasMessageContaining(why);
    }

    private void register(String node) throws Exception {
        door.register(node, "members", "http://10.0.0.7:" + (8000 + registered.incrementAndGet()));
    }

    private void assertEveryNodeKnowsAll() throws Exception {
        for (String id : nodes.ids()) {
            assertThat(door.addresses(id, "members")).hasSize(registered.get());
        }
    }

    private List<Member> members(String asked) {
        return nodes.admin(asked)
                .listMembers(ListMembersRequest.getDefaultInstance())
                .getMembersList();
    }

    private List<String> voters(String asked) {
        return members(asked).stream()
                .filter(Member::getVoter)
                .map(Member::getNodeId)
                .toList();
    }

    private String leader() {
        return nodes.ids().stream()
                .filter(this::leads)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody leads"));
    }

    private boolean leads(String id) {
        try {
            StatusResponse status = nodes.status(id);
            return status.getReady() && status.getHeader().getRole() == NodeRole.NODE_ROLE_LEADER;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(assertion);
    }
}
