package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.metrics.Samples;
import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real node says of itself to a scraper. */
class NodeMetricsClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void aNodeThatServesSaysWhatItIs() throws Exception {
        try (MeasuredNode node = MeasuredNode.alone(directory)) {
            Samples before = node.scrape();
            assertThat(before.sum("registry_node_ready")).isEqualTo(1);
            assertThat(before.sum("registry_raft_leader_known")).isEqualTo(1);
            assertThat(before.sum("registry_raft_role", "role", "leader")).isEqualTo(1);
            assertThat(before.sum("registry_raft_role")).as("one role").isEqualTo(1);
            assertThat(before.sum("registry_raft_term")).isPositive();
            assertThat(before.sum("registry_instances")).isZero();

            register(node, "p1");
            await().atMost(PATIENCE).untilAsserted(() -> {
                Samples after = node.scrape();
                assertThat(after.sum("registry_instances")).isEqualTo(1);
                assertThat(after.sum("registry_leases")).isEqualTo(1);
                assertThat(after.sum("registry_services")).isEqualTo(1);
                assertThat(after.sum("registry_state_revision")).isGreaterThan(before.sum("registry_state_revision"));
                assertThat(after.sum("registry_raft_applied_index"))
                        .isGreaterThan(before.sum("registry_raft_applied_index"));
                assertThat(after.sum("registry_state_time_seconds"))
                        .isGreaterThan(before.sum("registry_state_time_seconds"));
                assertThat(after.sum("registry_raft_apply_lag")).isZero();
                assertThat(after.sum("registry_agreement_diverged")).isZero();
            });
            assertThat(node.scrape().labelValues())
                    .as("nothing out of the catalog")
                    .doesNotContain("payments", "p1");
        }
    }

    @Test
    void aNodeWithoutOthersSaysThatItIsNotReady() throws Exception {
        try (MeasuredNode node = MeasuredNode.withoutQuorum(directory)) {
            Samples samples = node.scrape();
            assertThat(samples.sum("registry_node_ready")).isZero();
            assertThat(samples.sum("registry_raft_leader_known")).isZero();
            assertThat(samples.sum("registry_raft_role", "role", "leader")).isZero();
        }
    }

    @Test
    void theFormatIsTheOneThatIsAskedFor() throws Exception {
        try (MeasuredNode node = MeasuredNode.alone(directory)) {
            var text = node.get("/metrics", "");
            assertThat(text.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(text.body())
                    .contains("# TYPE registry_raft_term gauge\n")
                    .doesNotContain("# EOF");
            var open = node.get("/metrics", "application/openmetrics-text; version=1.0.0");
            assertThat(open.headers().firstValue("content-type"))
                    .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(open.body()).endsWith("# EOF\n");
            assertThat(Samples.parse(open.body()).names()).contains("registry_raft_term");
        }
    }

    private static long register(MeasuredNode node, String id) {
        return RegistrationServiceGrpc.newBlockingStub(node.channel())
                .register(RegisterRequest.newBuilder()
                        .setInstance(InstanceSpec.newBuilder()
                                .setKey(InstanceKey.newBuilder()
                                        .setService("payments")
                                        .setInstanceId(id))
                                .addEndpoints(Endpoint.newBuilder().setUri("http://127.0.0.1:8001")))
                        .build())
                .getLeaseId();
    }
}
