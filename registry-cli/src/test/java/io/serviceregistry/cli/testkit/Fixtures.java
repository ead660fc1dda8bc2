package io.serviceregistry.cli.testkit;

import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.Check;
import io.serviceregistry.client.CheckStatus;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.NodeRole;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.StateAgreement;
import io.serviceregistry.client.StatusOverride;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers of a registry that was never asked. */
public final class Fixtures {
    private Fixtures() {}

    /** Revision 9, log index 41, answered by n2, which follows n1. */
    public static AnswerHeader header() {
        return header("n2", NodeRole.FOLLOWER, "n1", 41, 9);
    }

    /** A header. */
    public static AnswerHeader header(String node, NodeRole role, String leader, long logIndex, long revision) {
        return new AnswerHeader("local", node, role, leader, "127.0.0.1:7401", revision, logIndex, 0, 120_000, null);
    }

    /** All instances of payments that match: these. */
    public static ServiceInstances found(List<Instance> instances, @Nullable EmptyReason whyEmpty, int total) {
        return new ServiceInstances(
                header(), "payments", instances, whyEmpty, false, total, instances.size(), false, "");
    }

    /** A page of instances of payments. */
    public static ServiceInstances page(
            List<Instance> instances, int total, int matching, boolean spilledOver, String nextPageToken) {
        return new ServiceInstances(
                header(), "payments", instances, null, false, total, matching, spilledOver, nextPageToken);
    }

    /** An instance with a bit of everything, UP. */
    public static Instance fullInstance() {
        return new Instance(
                fullSpec(),
                12,
                EffectiveStatus.UP,
                false,
                true,
                null,
                7,
                9,
                100_000,
                110_000,
                ChangeReason.UPDATED,
                1,
                340,
                Duration.ofMillis(299_400));
    }

    /** The same, taken out by an operator. */
    public static Instance overriddenInstance() {
        return new Instance(
                fullSpec(),
                12,
                EffectiveStatus.DRAINING,
                false,
                false,
                new StatusOverride(
                        OverrideScope.instance(fullSpec().key()),
                        EffectiveStatus.DRAINING,
                        "disk swap",
                        "ana",
                        180_000),
                7,
                9,
                100_000,
                110_000,
                ChangeReason.OVERRIDDEN,
                0,
                0,
                Duration.ofMillis(4_300));
    }

    /** An instance with nothing but a name, lapsed. */
    public static Instance lapsedInstance(String id) {
        return new Instance(
                InstanceSpec.of(InstanceKey.of("payments", id)),
                13,
                EffectiveStatus.LAPSED,
                false,
                false,
                null,
                8,
                9,
                100_000,
                110_000,
                ChangeReason.LAPSED,
                1,
                0,
                null);
    }

    private static InstanceSpec fullSpec() {
        return new InstanceSpec(
                InstanceKey.of("payments", "p1"),
                List.of(new Endpoint("http", "http://127.0.0.1:8001"), Endpoint.of("grpc://127.0.0.1:9001")),
                Map.of("version", "2"),
                new LinkedHashSet<>(List.of("canary")),
                "a",
                100,
                ReportedStatus.UP,
                List.of(new Check("disk", CheckStatus.PASSING, "41% free")),
                new LeasePolicy(Duration.ofMinutes(5), Duration.ofSeconds(60)));
    }

    /** What a node that serves says. */
    public static NodeStatus status(String node, NodeRole role, String leader, long logIndex, String digest) {
        return new NodeStatus(
                header(node, role, leader, logIndex, 9),
                "0.1.0",
                true,
                "",
                3,
                logIndex,
                digest,
                2,
                2,
                1,
                List.of(),
                Duration.ofSeconds(75),
                0,
                Duration.ZERO,
                new StateAgreement(40, 40, List.of(), null),
                1,
                2);
    }

    /** What a node says that knows no leader. */
    public static NodeStatus unreadyStatus(String node) {
        return new NodeStatus(
                header(node, NodeRole.CANDIDATE, "", 41, 9),
                "0.1.0",
                false,
                "no leader is known",
                3,
                41,
                "00",
                2,
                2,
                1,
                List.of(),
                Duration.ofSeconds(75),
                0,
                Duration.ZERO,
                new StateAgreement(40, 40, List.of(), null),
                1,
                2);
    }
}
