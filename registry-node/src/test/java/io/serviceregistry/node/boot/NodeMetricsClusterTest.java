package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.metrics.Promtool;
import io.serviceregistry.node.metrics.Samples;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

            watch(node);
            long lease = register(node, "p1");
            renew(node, lease);
            assertThat(node.get("/discover/payments", "").statusCode()).isEqualTo(200);
            assertThat(node.get("/nowhere/payments", "").statusCode()).isEqualTo(404);
            assertThat(node.get("/v1/namespaces/default/services/payments/instances", "")
                            .statusCode())
                    .isEqualTo(200);
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
                whatWasDoneIsCounted(before, after);
            });
            assertThat(node.scrape().labelValues())
                    .as("nothing out of the catalog")
                    .doesNotContain("payments", "p1");
        }
    }

    private static void whatWasDoneIsCounted(Samples before, Samples after) {
        assertThat(after.sum("registry_changes_total", "reason", "registered")).isEqualTo(1);
        assertThat(after.sum("registry_changes_total", "reason", "lapsed")).isZero();
        assertThat(after.sum("registry_renewals_total")).isEqualTo(1);
        assertThat(after.sum("registry_renewal_batches_total")).isEqualTo(1);
        for (String each : List.of("registry_entries_proposed_total", "registry_commands_proposed_total")) {
            assertThat(after.sum(each)).as(each).isGreaterThan(before.sum(each));
        }
        for (Lane lane : Lane.values()) {
            String name = lane.name().toLowerCase(Locale.ROOT);
            assertThat(after.sum("registry_lane_shed_total", "lane", name)).isZero();
        }
        assertThat(after.sum("registry_reads_total", "consistency", "linearizable"))
                .isPositive();
        assertThat(after.sum("registry_read_barriers_total")).isPositive();
        assertThat(after.sum("registry_read_age_seconds")).isNotNegative();
        assertThat(after.sum("registry_watch_streams")).isEqualTo(1);
        assertThat(after.sum("registry_watch_responses_total")).isPositive();
        assertThat(after.sum("registry_snapshot_age_seconds")).as("without one").isPositive();

        assertThat(requests(after, "grpc", "Register", "OK")).isEqualTo(1);
        assertThat(requests(after, "grpc", "Renew", "OK")).isEqualTo(1);
        assertThat(requests(after, "http", "GET /discover/{service}", "OK")).isEqualTo(1);
        assertThat(requests(after, "http", "Discover", "OK")).as("by REST").isEqualTo(1);
        assertThat(requests(after, "http", "no route", "404")).isEqualTo(1);
        assertThat(after.sum("registry_request_duration_seconds_count", "operation", "Register"))
                .isEqualTo(1);
        assertThat(after.sum("registry_request_duration_seconds_count", "operation", "Watch"))
                .as("a stream takes as long as its reader likes")
                .isZero();
    }

    private static double requests(Samples samples, String door, String operation, String outcome) {
        return samples.sum("registry_requests_total", "door", door, "operation", operation, "outcome", outcome);
    }

    private static void watch(MeasuredNode node) {
        DiscoveryServiceGrpc.newStub(node.channel())
                .watch(WatchRequest.newBuilder().addServices("payments").build(), new StreamObserver<>() {
                    @Override
                    public void onNext(WatchResponse response) {}

                    @Override
                    public void onError(Throwable ended) {}

                    @Override
                    public void onCompleted() {}
                });
    }

    private static void renew(MeasuredNode node, long lease) {
        var unused = RegistrationServiceGrpc.newBlockingStub(node.channel())
                .renew(RenewRequest.newBuilder().addLeaseIds(lease).build());
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

            assertThat(node.get("/prometheus/sd", "").body()).isEqualTo("[]");
            register(node, "p1");
            Promtool.requireInstalled();
            assertThat(Promtool.faults(text.body(), "check", "metrics")).isEmpty();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(discovered(node))
                            .contains("\"__address__\": \"127.0.0.1:8001\"", "__meta_registry_service"));
        }
    }

    /** By Prometheus' own client. */
    private String discovered(MeasuredNode node) throws Exception {
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(configuration, """
                scrape_configs:
                  - job_name: registered
                    http_sd_configs:
                      - url: %s
                """.formatted(node.uri("/prometheus/sd")));
        // It always takes so long, and says what has come until then.
        return Promtool.run("", "check", "service-discovery", "--timeout=1s", configuration.toString(), "registered");
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
