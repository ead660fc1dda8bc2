package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.proto.v1.ChangeReason;
import io.serviceregistry.proto.v1.ClearOverrideRequest;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.ListOverridesRequest;
import io.serviceregistry.proto.v1.Override;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.ServiceKey;
import io.serviceregistry.proto.v1.SetOverrideRequest;
import io.serviceregistry.proto.v1.TransferLeadershipRequest;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import io.serviceregistry.proto.v1.ZoneKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code IntentHolds} on three real nodes: for an instance, a service and a zone, through another leader, restarts, and to its end. */
class OverridesClusterTest {
    private static final InstanceKey P1 = key("payments", "p1");
    private static final InstanceKey P2 = key("payments", "p2");
    private static final InstanceKey O1 = key("orders", "o1");
    private static final ServiceKey PAYMENTS = ServiceKey.newBuilder()
            .setNamespace("default")
            .setService("payments")
            .build();
    private static final ZoneKey ZONE_A =
            ZoneKey.newBuilder().setNamespace("default").setZone("a").build();
    private static final EffectiveStatus UP = EffectiveStatus.EFFECTIVE_STATUS_UP;
    private static final EffectiveStatus DRAINING = EffectiveStatus.EFFECTIVE_STATUS_DRAINING;
    private static final EffectiveStatus OUT = EffectiveStatus.EFFECTIVE_STATUS_OUT_OF_SERVICE;
    private static final EffectiveStatus DOWN = EffectiveStatus.EFFECTIVE_STATUS_DOWN;

    @TempDir
    private Path directory;

    private final ConcurrentLinkedQueue<WatchEvent> told = new ConcurrentLinkedQueue<>();
    private final Context.CancellableContext watch = Context.current().withCancellation();
    private NodesInOneJvm nodes;
    private Thread watcher = new Thread(() -> {});

    @BeforeEach
    void startCluster() throws Exception {
        nodes = new NodesInOneJvm(3, directory, """
                stop:
                  drain: 100ms
                  leadership: 500ms
                """);
        soon(() -> assertThat(nodes.ids()).allMatch(id -> nodes.status(id).getFeatureLevel() == 2));
        register(P1, "a");
        register(P2, "b");
        register(O1, "a");
    }

    @AfterEach
    void stopCluster() throws Exception {
        watch.cancel(null);
        watcher.join();
        nodes.close();
    }

    @Test
    void whatAnOperatorWantsHoldsOnEveryNodeUntilItIsLiftedOrItsTimeIsOver() throws Exception {
        watch("n2");
        nodes.admin("n1")
                .setOverride(override(DRAINING, "move").setService(PAYMENTS).build());
        tells(P1, P2);
        nodes.admin("n2").setOverride(override(DOWN, "power").setZone(ZONE_A).build());
        tells(O1, P1);
        nodes.admin("n3").setOverride(override(OUT, "disk").setKey(P2).build());
        tells(P2);
        holds();

        String former = nodes.status("n1").getHeader().getLeaderId();
        soon(() -> nodes.admin(former).transferLeadership(TransferLeadershipRequest.getDefaultInstance()));
        holds();
        for (String id : nodes.ids()) {
            nodes.stop(id);
            nodes.start(id);
            soon(() -> assertThat(nodes.status(id).getReady()).isTrue());
        }
        register(P1, "a"); // the same instance again, and one that was not there
        register(key("carts", "c1"), "a");
        holds();
        everywhere(key("carts", "c1"), DOWN, "power");

        nodes.admin("n1")
                .clearOverride(ClearOverrideRequest.newBuilder().setZone(ZONE_A).build());
        everywhere(P1, DRAINING, "move");
        everywhere(O1, UP, "");
        nodes.admin("n1")
                .setOverride(override(DOWN, "a second")
                        .setService(PAYMENTS)
                        .setExpiresAfterMillis(1_000)
                        .build());
        everywhere(P1, UP, "");
        everywhere(P2, OUT, "disk");
        assertThat(overrides("n3")).extracting(Override::getReason).containsExactly("disk");
    }

    /** The watch tells of these instances next, all at one revision. */
    private void tells(InstanceKey... keys) {
        soon(() -> {
            assertThat(told).extracting(WatchEvent::getKey).containsExactly(keys);
            assertThat(told)
                    .extracting(WatchEvent::getRevision)
                    .containsOnly(told.element().getRevision());
            assertThat(told).allMatch(event -> event.getReason() == ChangeReason.CHANGE_REASON_OVERRIDDEN);
        });
        told.clear();
    }

    /** The three overrides, on each node. */
    private void holds() {
        everywhere(P1, DOWN, "power");
        everywhere(P2, OUT, "disk");
        everywhere(O1, DOWN, "power");
        for (String id : nodes.ids()) {
            soon(() ->
                    assertThat(overrides(id)).extracting(Override::getReason).containsExactly("disk", "move", "power"));
        }
    }

    private List<Override> overrides(String id) {
        return nodes.admin(id)
                .listOverrides(ListOverridesRequest.getDefaultInstance())
                .getOverridesList();
    }

    private void everywhere(InstanceKey key, EffectiveStatus status, String reason) {
        for (String id : nodes.ids()) {
            soon(() -> {
                Instance instance = nodes.discovery(id)
                        .getInstance(GetInstanceRequest.newBuilder().setKey(key).build())
                        .getInstance();
                assertThat(instance.getStatus()).isEqualTo(status);
                assertThat(instance.getOverride().getReason()).isEqualTo(reason);
            });
        }
    }

    /** Follows a node's changes until it ends. */
    private void watch(String id) {
        WatchRequest all = WatchRequest.newBuilder()
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .build();
        ConcurrentLinkedQueue<WatchResponse> begun = new ConcurrentLinkedQueue<>();
        watcher = new Thread(() -> watch.run(() -> {
            try {
                DiscoveryServiceGrpc.newBlockingStub(nodes.channel(id))
                        .watch(all)
                        .forEachRemaining(response -> {
                            if (response.hasSynced()) {
                                begun.add(response);
                            } else if (response.hasChanges()) {
                                told.addAll(response.getChanges().getEventsList());
                            }
                        });
            } catch (StatusRuntimeException e) {
                assertThat(e).as("the node was stopped, or the test is over").isNotNull();
            }
        }));
        watcher.start();
        soon(() -> assertThat(begun).isNotEmpty());
    }

    private void register(InstanceKey key, String zone) {
        InstanceSpec spec = InstanceSpec.newBuilder()
                .setKey(key)
                .setZone(zone)
                .setLease(LeasePolicy.newBuilder().setNoTtl(true))
                .build();
        soon(() -> nodes.registration("n1")
                .register(RegisterRequest.newBuilder().setInstance(spec).build()));
    }

    private static SetOverrideRequest.Builder override(EffectiveStatus status, String reason) {
        return SetOverrideRequest.newBuilder()
                .setStatus(status)
                .setReason(reason)
                .setOwner("ana");
    }

    private static InstanceKey key(String service, String id) {
        return InstanceKey.newBuilder()
                .setNamespace("default")
                .setService(service)
                .setInstanceId(id)
                .build();
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(assertion);
    }
}
