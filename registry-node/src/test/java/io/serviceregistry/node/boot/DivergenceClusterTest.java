package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.ReadOptions;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code SameDigestAtSameIndex} on three real nodes: one whose memory is damaged stops serving by itself, the others go on, and
 * a restart brings it back.
 */
class DivergenceClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long WRONG_BY = 1_000;
    private static final String SETTINGS = """
            agreement:
              interval-entries: 5
            stop:
              drain: 100ms
              leadership: 500ms
            """;

    @TempDir
    private Path directory;

    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private NodesInOneJvm nodes;
    private int registered;

    @BeforeEach
    void startCluster() throws Exception {
        nodes = new NodesInOneJvm(3, directory, SETTINGS);
        awaitReady(nodes.ids());
    }

    @AfterEach
    void stopCluster() throws Exception {
        reader.shutdownNow();
        nodes.close();
    }

    @Test
    void aFollowerWhoseStateIsDamagedServesNobodyUntilItIsStartedAgain() throws Exception {
        String leader = leader();
        String damaged = nodes.others(leader).get(0);
        Future<Integer> wronglyServed = reader.submit(() -> answersAfterTheFirstRefusal(damaged));

        nodes.damage(damaged, WRONG_BY);
        await().atMost(PATIENCE).untilAsserted(() -> {
            register(leader); // every write is acknowledged, before and after
            assertThat(nodes.status(damaged).hasDivergence()).isTrue();
        });

        assertServesNobody(damaged);
        assertOthersGoOn(damaged);
        assertThat(wronglyServed.get(10, TimeUnit.SECONDS)).isZero();
        assertIsHealedByARestart(damaged);
    }

    @Test
    void aLeaderWhoseStateIsDamagedHandsOverAndServesNobodyUntilItIsStartedAgain() throws Exception {
        String damaged = leader();
        Future<Integer> wronglyServed = reader.submit(() -> answersAfterTheFirstRefusal(damaged));

        nodes.damage(damaged, WRONG_BY);
        await().atMost(PATIENCE).untilAsserted(() -> {
            registerIfPossible(nodes.others(damaged).get(0));
            assertThat(nodes.status(damaged).hasDivergence()).isTrue();
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(leader()).isNotEqualTo(damaged));

        assertServesNobody(damaged);
        assertOthersGoOn(damaged);
        assertThat(nodes.status(damaged).getHeader().getRole()).isNotEqualTo(NodeRole.NODE_ROLE_LEADER);
        assertThat(wronglyServed.get(10, TimeUnit.SECONDS)).isZero();
        assertIsHealedByARestart(damaged);
    }

    private void assertServesNobody(String damaged) {
        StatusResponse status = nodes.status(damaged);
        assertThat(status.getReady()).isFalse();
        assertThat(status.getNotReadyReason())
                .startsWith("the node's state differs from that of the majority at log index ");
        assertThat(status.getDivergence().getDigest())
                .isNotEqualTo(status.getDivergence().getMajorityDigest());
        for (Consistency consistency : List.of(
                Consistency.CONSISTENCY_LINEARIZABLE,
                Consistency.CONSISTENCY_AT_LEAST,
                Consistency.CONSISTENCY_LOCAL)) {
            assertDiverged(() -> read(damaged, "i-0", consistency));
        }
        assertDiverged(() -> register(damaged));
        assertDiverged(() -> nodes.registration(damaged)
                .renew(RenewRequest.newBuilder().addLeaseIds(1).build()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(HealthGrpc.newBlockingStub(nodes.channel(damaged))
                                .check(HealthCheckRequest.getDefaultInstance())
                                .getStatus())
                        .isEqualTo(ServingStatus.NOT_SERVING));
    }

    /** Writes are acknowledged, and every right node shows just what was acknowledged. */
    private void assertOthersGoOn(String damaged) {
        List<String> right = nodes.others(damaged);
        for (int i = 0; i < 20; i++) {
            String asked = right.get(i % 2);
            String instance = "i-" + registered;
            long leaseId = register(asked);
            for (String node : right) {
                assertThat(read(node, instance, Consistency.CONSISTENCY_LINEARIZABLE))
                        .as("lease of %s at %s", instance, node)
                        .isEqualTo(leaseId);
            }
        }
        assertThat(right).allSatisfy(node -> {
            assertThat(nodes.status(node).getReady()).isTrue();
            assertThat(nodes.status(node).hasDivergence()).isFalse();
        });
        assertThat(nodes.faults()).isEmpty();
    }

    private void assertIsHealedByARestart(String damaged) throws StartException {
        nodes.stop(damaged);
        String instance = "i-" + registered;
        String right = nodes.others(damaged).get(0);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> register(right) > 0);
        nodes.start(damaged);
        awaitReady(nodes.ids());
        assertThat(read(damaged, instance, Consistency.CONSISTENCY_LINEARIZABLE))
                .isEqualTo(read(right, instance, Consistency.CONSISTENCY_LINEARIZABLE));
        long restartedAt = nodes.status(damaged).getHeader().getLogIndex();
        await().atMost(PATIENCE).untilAsserted(() -> {
            register(right);
            assertThat(nodes.status(damaged).getAgreedIndex()).isGreaterThan(restartedAt);
        });
    }

    /** Reads whatever the node has, all the time; how often it answered after it had refused once. */
    private int answersAfterTheFirstRefusal(String damaged) {
        AtomicInteger refused = new AtomicInteger();
        int answeredAfter = 0;
        while (refused.get() < 200) {
            try {
                nodes.discovery(damaged).getInstance(request("i-0", Consistency.CONSISTENCY_LOCAL));
                answeredAfter += refused.get() > 0 ? 1 : 0;
            } catch (StatusRuntimeException e) {
                refused.addAndGet(reason(e).equals("STATE_DIVERGED") ? 1 : 0);
            }
        }
        return answeredAfter;
    }

    private long register(String node) {
        InstanceSpec spec = InstanceSpec.newBuilder()
                .setKey(key("i-" + registered))
                .setLease(LeasePolicy.newBuilder().setNoTtl(true))
                .build();
        long leaseId = nodes.registration(node)
                .register(RegisterRequest.newBuilder().setInstance(spec).build())
                .getLeaseId();
        registered++;
        return leaseId;
    }

    /** While leadership moves, a write may come to nothing that anybody can tell. */
    private void registerIfPossible(String node) {
        try {
            register(node);
        } catch (StatusRuntimeException e) {
            registered++;
        }
    }

    private long read(String node, String instance, Consistency consistency) {
        return nodes.discovery(node)
                .getInstance(request(instance, consistency))
                .getInstance()
                .getLeaseId();
    }

    private static GetInstanceRequest request(String instance, Consistency consistency) {
        return GetInstanceRequest.newBuilder()
                .setKey(key(instance))
                .setRead(ReadOptions.newBuilder().setConsistency(consistency))
                .build();
    }

    private static InstanceKey key(String instance) {
        return InstanceKey.newBuilder()
                .setService("payments")
                .setInstanceId(instance)
                .build();
    }

    private String leader() {
        return await().atMost(PATIENCE)
                .until(
                        () -> nodes.ids().stream()
                                .filter(id -> nodes.status(id).getHeader().getRole() == NodeRole.NODE_ROLE_LEADER)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private void awaitReady(List<String> ids) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(ids)
                        .allSatisfy(id ->
                                assertThat(nodes.status(id).getReady()).as(id).isTrue()));
    }

    private static void assertDiverged(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class, e -> assertThat(reason(e)).isEqualTo("STATE_DIVERGED"));
    }

    private static String reason(StatusRuntimeException thrown) {
        com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
        try {
            return status == null || status.getDetailsCount() == 0
                    ? ""
                    : status.getDetails(0).unpack(ErrorInfo.class).getReason();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            return "";
        }
    }
}
