package io.serviceregistry.client.testkit;

import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.StatusOverride;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Instances of a service named payments, as a view shows them, and snapshots of these. */
public final class Instances {

    private static final EffectiveStatus[] STATUSES = EffectiveStatus.values();

    private Instances() {}

    /** UP, with lease 1, of the default weight, in no zone. */
    public static Instance up(String id) {
        return up(InstanceSpec.of("payments", id, "http://" + id + ":80"));
    }

    /** Several that are UP. */
    public static List<Instance> up(String... ids) {
        return Arrays.stream(ids).map(Instances::up).toList();
    }

    /** UP, as its owner registered it. */
    public static Instance up(InstanceSpec spec) {
        return instance(spec, 1, EffectiveStatus.UP, null);
    }

    /** So many that are UP: i-0, i-1 and so on. */
    public static List<Instance> up(int count) {
        return IntStream.range(0, count).mapToObj(i -> up("i-" + i)).toList();
    }

    /** UP, in a zone. */
    public static Instance inZone(String zone, String id) {
        return up(up(id).spec().withZone(zone));
    }

    /** UP, with a weight. */
    public static Instance weighted(String id, int weight) {
        return up(up(id).spec().withWeight(weight));
    }

    /** The same, as a new registration of it. */
    public static Instance registeredAgain(Instance instance) {
        return instance(instance.spec(), instance.leaseId() + 1, instance.status(), instance.override());
    }

    /** The same, with this status, which it reported itself where that is possible. */
    public static Instance with(EffectiveStatus status, Instance instance) {
        ReportedStatus reported = switch (status) {
            case STARTING -> ReportedStatus.STARTING;
            case DRAINING -> ReportedStatus.DRAINING;
            case OUT_OF_SERVICE -> ReportedStatus.OUT_OF_SERVICE;
            case DOWN -> ReportedStatus.DOWN;
            case UP, WARN, LAPSED, UNRECOGNIZED -> instance.spec().status();
        };
        return instance(instance.spec().withStatus(reported), instance.leaseId(), status, instance.override());
    }

    /** The same, lowered by an operator. */
    public static Instance overridden(EffectiveStatus status, Instance instance) {
        return instance(
                instance.spec(),
                instance.leaseId(),
                status,
                new StatusOverride(OverrideScope.instance(instance.key()), status, "a reason", "an operator", 0));
    }

    /** The same, lapsed, while the storm governor holds the service. */
    public static Instance held(Instance instance) {
        return new Instance(
                instance.spec(),
                1,
                EffectiveStatus.LAPSED,
                true,
                true,
                null,
                1,
                1,
                0,
                0,
                ChangeReason.HELD,
                1,
                0,
                null);
    }

    /** Up to so many, in any status, of zones a, b and none, of weights 1 to 1,000. */
    public static List<Instance> generated(int most, RandomGenerator random) {
        return IntStream.range(0, random.nextInt(most + 1))
                .mapToObj(i -> {
                    InstanceSpec spec = up("i-" + i)
                            .spec()
                            .withZone(List.of("a", "b", "").get(random.nextInt(3)))
                            .withWeight(1 + random.nextInt(1_000));
                    return with(STATUSES[random.nextInt(STATUSES.length)], up(spec));
                })
                .toList();
    }

    /** What the registry says. */
    public static ServiceSnapshot snapshot(Instance... all) {
        return snapshot(List.of(all));
    }

    /** What the registry says. */
    public static ServiceSnapshot snapshot(List<Instance> all) {
        return ServiceSnapshot.registry(7, all, EmptyReason.NO_SUCH_SERVICE);
    }

    /** The ids. */
    public static List<String> ids(List<Instance> instances) {
        return instances.stream().map(instance -> instance.key().instanceId()).toList();
    }

    private static Instance instance(
            InstanceSpec spec, long leaseId, EffectiveStatus status, @Nullable StatusOverride override) {
        boolean healthy = status.isHealthy();
        return new Instance(
                spec, leaseId, status, false, healthy, override, 1, 1, 0, 0, ChangeReason.REGISTERED, 0, 0, null);
    }
}
