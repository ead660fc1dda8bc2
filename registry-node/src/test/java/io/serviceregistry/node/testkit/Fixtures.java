package io.serviceregistry.node.testkit;

import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.ZoneKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Values that tests start from. Instances are named "service/instance", all in the namespace "default". */
public final class Fixtures {
    public static final long TTL_MILLIS = 15_000;
    public static final long REMOVE_AFTER_MILLIS = 60_000;

    private Fixtures() {}

    /** The service of a name. */
    public static ServiceKey service(String name) {
        return new ServiceKey("default", name);
    }

    /** The instance "service/instance". */
    public static InstanceKey key(String path) {
        int slash = path.indexOf('/');
        return new InstanceKey(service(path.substring(0, slash)), path.substring(slash + 1));
    }

    /** An instance that is up, with the usual lease. */
    public static InstanceSpec spec(String path) {
        return spec(path, TTL_MILLIS, REMOVE_AFTER_MILLIS);
    }

    /** An instance that is up, with a lease of its own kind. */
    public static InstanceSpec spec(String path, long ttlMillis, long removeAfterMillis) {
        return new InstanceSpec(
                key(path),
                List.of(new Endpoint("http", "http://10.0.0.7:8080")),
                metadata("version", "1"),
                List.of("blue"),
                "zone-a",
                100,
                Status.UP,
                List.of(),
                ttlMillis,
                removeAfterMillis);
    }

    /** Metadata of one pair. */
    public static SortedMap<String, String> metadata(String key, String value) {
        return new TreeMap<>(java.util.Map.of(key, value));
    }

    /** A check without output. */
    public static Check check(String name, CheckStatus status) {
        return new Check(name, status, "");
    }

    /** A registration that takes the instance over. */
    public static RegisterInstance register(String path) {
        return register(spec(path));
    }

    /** A registration that takes the instance over. */
    public static RegisterInstance register(InstanceSpec spec) {
        return new RegisterInstance(spec, Condition.NONE, 0);
    }

    /** A registration that is refused when the instance is there. */
    public static RegisterInstance registerIfAbsent(String path) {
        return new RegisterInstance(spec(path), Condition.IF_ABSENT, 0);
    }

    /** A registration by the holder of a former lease. */
    public static RegisterInstance registerAgain(String path, long previousLeaseId) {
        return new RegisterInstance(spec(path), Condition.PREVIOUS_LEASE, previousLeaseId);
    }

    /** A renewal of leases, in whatever order. */
    public static RenewLeases renew(long... leaseIds) {
        return new RenewLeases(LongStream.of(leaseIds).sorted().distinct().toArray());
    }

    /** An update of the status alone. */
    public static UpdateInstance updateStatus(String path, long leaseId, Status status) {
        return new UpdateInstance(
                key(path), leaseId, UpdateInstance.ANY, status, null, null, UpdateInstance.KEEP_WEIGHT);
    }

    /** An update of the metadata alone, to one pair. */
    public static UpdateInstance updateMetadata(String path, long leaseId, String key, String value) {
        return new UpdateInstance(
                key(path), leaseId, UpdateInstance.ANY, null, metadata(key, value), null, UpdateInstance.KEEP_WEIGHT);
    }

    /** An update of the weight alone. */
    public static UpdateInstance updateWeight(String path, long leaseId, int weight) {
        return new UpdateInstance(key(path), leaseId, UpdateInstance.ANY, null, null, null, weight);
    }

    /** An update of the checks alone, whoever holds the lease. */
    public static UpdateInstance updateChecks(String path, Check... checks) {
        return new UpdateInstance(
                key(path),
                UpdateInstance.ANY,
                UpdateInstance.ANY,
                null,
                null,
                List.of(checks),
                UpdateInstance.KEEP_WEIGHT);
    }

    /** A removal by the holder of a lease. */
    public static DeregisterInstance deregister(String path, long leaseId) {
        return new DeregisterInstance(key(path), leaseId);
    }

    /** An override that stays. */
    public static SetOverride override(String path, Status status) {
        return override(path, status, 0);
    }

    /** An override of a scope that stays. */
    public static SetOverride override(OverrideScope scope, Status status) {
        return new SetOverride(scope, status, "maintenance", "operator", 0);
    }

    /** The scope of a zone. */
    public static OverrideScope zone(String name) {
        return OverrideScope.of(new ZoneKey("default", name));
    }

    /** An override that ends by itself after a time; 0 means never. */
    public static SetOverride override(String path, Status status, long expiresAfterMillis) {
        return new SetOverride(OverrideScope.of(key(path)), status, "maintenance", "operator", expiresAfterMillis);
    }
}
