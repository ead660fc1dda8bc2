package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.model.ZoneKey;
import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Client;
import io.serviceregistry.node.core.state.Hold;
import io.serviceregistry.node.core.state.Lapse;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.RememberedRequest;
import io.serviceregistry.node.core.state.ReplacedLease;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.state.Standing;
import io.serviceregistry.node.core.state.StateImage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** Images to write. Made by hand, not by commands, so that the golden file follows the format and nothing else. */
final class Images {
    /** What no state below that level can remember. */
    private static final Set<Rejection> SINCE_WIDE_OVERRIDES =
            EnumSet.of(Rejection.TOO_MANY_OVERRIDES, Rejection.FEATURE_LEVEL_TOO_LOW);

    private Images() {}

    /** The state before the first entry. */
    static StateImage empty() {
        return new RegistryState(StateImage.empty()).image();
    }

    /** One instance with its lease. */
    static StateImage small() {
        Contents contents = new Contents(
                new StateImage.Scalars(3, 99, 1, 1_500, 2, 5_000, 3, 400, ClusterSettings.DEFAULT, FeatureLevel.FIRST));
        InstanceSpec spec = spec(InstanceKey.of("default", "payments", "i-1"), Status.UP);
        contents.put(new Instance(spec, 1, 1, 1, 1_000, 1_000, ChangeReason.REGISTERED, 0, Instance.NOT_LAPSED));
        contents.leases.put(1L, new Lease(1, spec.key(), 15_000, 16_000, 4));
        return contents.image();
    }

    /** Every kind of record, every field of it set, every reason and every outcome. */
    static StateImage withEverything() {
        return withEverything(FeatureLevel.FIRST);
    }

    /** The same at a feature level. */
    static StateImage withEverything(int featureLevel) {
        ClusterSettings settings = new ClusterSettings(5_001, 600_002, 1_000_003, 100_004, 1_000_005, 51, 6, 600_007);
        Contents contents = new Contents(new StateImage.Scalars(
                7, 4_711, 300, 86_400_000, 41, 86_405_000, 7, 85_800_000, settings, featureLevel));
        ServiceKey payments = new ServiceKey("default", "payments");
        for (ChangeReason reason : ChangeReason.values()) {
            long leaseId = 10 + reason.number();
            Status status = Status.values()[reason.number() % Status.values().length];
            InstanceSpec spec = spec(new InstanceKey(payments, "i-" + reason.number()), status);
            long lapsedAtMillis = reason == ChangeReason.LAPSED ? 86_399_000 : Instance.NOT_LAPSED;
            contents.put(new Instance(spec, leaseId, 200, 290, 86_000_000, 86_300_000, reason, 2, lapsedAtMillis));
            contents.leases.put(leaseId, new Lease(leaseId, spec.key(), 15_000, 86_410_000, 5 + leaseId));
        }
        // No heartbeats, never removed: what has a value elsewhere is absent here.
        InstanceSpec plain = new InstanceSpec(
                InstanceKey.of("zürich", "\uD83D\uDE80", "a/b"),
                List.of(),
                new TreeMap<>(),
                List.of(),
                "",
                0,
                Status.UP,
                List.of(),
                InstanceSpec.NO_TTL,
                InstanceSpec.NEVER_REMOVE);
        contents.put(new Instance(plain, 40, 1, 1, 0, 0, ChangeReason.REGISTERED, 0, Instance.NOT_LAPSED));
        contents.leases.put(40L, new Lease(40, plain.key(), InstanceSpec.NO_TTL, Lease.NO_DEADLINE, 0));
        for (Status status : Status.values()) {
            InstanceKey key = new InstanceKey(payments, "overridden-" + status.number());
            contents.put(new StatusOverride(OverrideScope.of(key), status, "disk " + status, "ops", 86_500_000));
        }
        if (featureLevel >= FeatureLevel.WIDE_OVERRIDES) {
            contents.put(new StatusOverride(OverrideScope.of(payments), Status.DRAINING, "move", "ana", 86_600_000));
            OverrideScope zone = OverrideScope.of(new ZoneKey("zürich", "eu-1a"));
            contents.put(new StatusOverride(zone, Status.DOWN, "power", "bob", 86_700_000));
        }
        contents.lapses.put(14L, new Lapse(14, payments, 86_414_000, false));
        contents.lapses.put(15L, new Lapse(15, payments, 86_414_500, true));
        contents.holds.put(payments, new Hold(payments, 87_000_000));
        contents.clients.put("client-1", new Client("client-1", 2, 86_900_000));
        long sequence = 2;
        for (Outcome outcome : outcomes(featureLevel)) {
            RememberedRequest.Key key = new RememberedRequest.Key("client-1", sequence);
            Result result = new Result(new Position(280 + sequence, 4_600 + sequence, 3, 86_350_000), outcome);
            contents.requests.put(key, new RememberedRequest(key, 0xFEDCBA9876543210L + sequence, result));
            sequence++;
        }
        contents.replacedLeases.put(9L, new ReplacedLease(9, InstanceKey.of("default", "payments", "i-1")));
        contents.replacedLeases.put(10L, new ReplacedLease(10, InstanceKey.of("default", "gone", "i-1")));
        contents.agreement = new Agreement(
                4_700,
                List.of(
                        new Standing("n1", 0xFEDCBA9876543210L, 4_700, 4_600),
                        new Standing("n2", 5L, 4_680, 4_700),
                        new Standing("n3", null, 0, 0)));
        return contents.image();
    }

    /** Anything at all. */
    static StateImage generated(Values values) {
        Contents contents = new Contents(new StateImage.Scalars(
                values.number(),
                values.number(),
                values.number(),
                values.number(),
                values.number(),
                values.number(),
                values.number(),
                values.number(),
                values.settings(),
                values.featureLevel()));
        for (Instance instance : values.list(12, values::instance)) {
            contents.put(instance);
        }
        values.list(9, values::lease).forEach(lease -> contents.leases.put(lease.id(), lease));
        values.list(6, values::override).forEach(contents::put);
        values.list(4, values::lapse).forEach(lapse -> contents.lapses.put(lapse.leaseId(), lapse));
        values.list(4, values::hold).forEach(hold -> contents.holds.put(hold.service(), hold));
        values.list(4, values::client).forEach(client -> contents.clients.put(client.id(), client));
        values.list(9, values::request).forEach(request -> contents.requests.put(request.key(), request));
        values.list(4, values::replacedLease).forEach(lease -> contents.replacedLeases.put(lease.id(), lease));
        contents.agreement = values.agreement();
        return contents.image();
    }

    static InstanceSpec spec(InstanceKey key, Status status) {
        TreeMap<String, String> metadata = new TreeMap<>();
        metadata.put("region", "eu");
        metadata.put("version", "1.4.2");
        return new InstanceSpec(
                key,
                List.of(new Endpoint("grpc", "grpc://10.0.0.3:8080"), new Endpoint("admin", "http://10.0.0.3:9090")),
                metadata,
                List.of("blue", "canary"),
                "eu-1a",
                100,
                status,
                List.of(
                        new Check("db", CheckStatus.CRITICAL, "refused"),
                        new Check("disk", CheckStatus.WARNING, "91 % full"),
                        new Check("live", CheckStatus.PASSING, "200 OK")),
                15_000,
                60_000);
    }

    private static List<Outcome> outcomes(int featureLevel) {
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(new Outcome.Registered(38));
        outcomes.add(new Outcome.Updated(291));
        outcomes.add(Outcome.DONE);
        outcomes.add(new Outcome.Renewed(List.of(14L, 16L), List.of(9L), List.of(3L, 4L)));
        for (Rejection reason : Rejection.values()) {
            if (featureLevel < FeatureLevel.WIDE_OVERRIDES && SINCE_WIDE_OVERRIDES.contains(reason)) {
                continue;
            }
            outcomes.add(new Outcome.Rejected(reason, 1_000 + reason.number()));
        }
        return outcomes;
    }

    /** What goes into an image, by key. */
    private static final class Contents {
        private final StateImage.Scalars scalars;
        private final TreeMap<ServiceKey, TreeMap<String, Instance>> services = new TreeMap<>();
        private final TreeMap<Long, Lease> leases = new TreeMap<>();
        private final TreeMap<OverrideScope, StatusOverride> overrides = new TreeMap<>();
        private final TreeMap<Long, Lapse> lapses = new TreeMap<>();
        private final TreeMap<ServiceKey, Hold> holds = new TreeMap<>();
        private final TreeMap<String, Client> clients = new TreeMap<>();
        private final TreeMap<RememberedRequest.Key, RememberedRequest> requests = new TreeMap<>();
        private final TreeMap<Long, ReplacedLease> replacedLeases = new TreeMap<>();
        private Agreement agreement = Agreement.NONE;

        Contents(StateImage.Scalars scalars) {
            this.scalars = scalars;
        }

        void put(Instance instance) {
            services.computeIfAbsent(instance.key().service(), key -> new TreeMap<>())
                    .put(instance.key().instanceId(), instance);
        }

        void put(StatusOverride override) {
            overrides.put(override.scope(), override);
        }

        /** The image with what is derived from the contents. */
        StateImage image() {
            TreeMap<ServiceKey, Service> closed = new TreeMap<>();
            services.forEach((key, instances) -> {
                int lapsed = (int)
                        instances.values().stream().filter(Instance::lapsed).count();
                closed.put(key, new Service(key, TreePMap.from(instances), lapsed, scalars.revision() - 1));
            });
            StateImage contents = new StateImage(
                    scalars,
                    TreePMap.from(closed),
                    0,
                    TreePMap.from(leases),
                    TreePMap.from(replacedLeases),
                    TreePMap.from(overrides),
                    TreePMap.from(lapses),
                    TreePMap.from(holds),
                    TreePMap.from(clients),
                    TreePMap.from(requests),
                    agreement,
                    0);
            return new RegistryState(contents).image();
        }
    }
}
