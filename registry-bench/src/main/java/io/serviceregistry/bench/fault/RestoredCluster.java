package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A new cluster that begins with a backup, each node restored by itself: every one of them holds what the source held at the
 * revision of the backup, and all have one digest.
 */
final class RestoredCluster implements AutoCloseable {
    private static final String CLUSTER_ID = "restored";

    private final SourceBackup backup;
    private final RegistryCluster planned;
    private final ChangingCluster cluster;
    private final List<Violation> violations = new ArrayList<>();

    /** Plans one of so many nodes, in a directory of its own. */
    RestoredCluster(FaultPlan plan, SourceBackup backup, int nodes) {
        this.backup = backup;
        Path directory = plan.directory().resolve("restored-" + nodes);
        this.planned = new RegistryCluster(CLUSTER_ID, nodes, directory, plan.java(), plan.settings());
        this.cluster = new ChangingCluster(planned);
    }

    /** Restores, starts and examines it; what is not as it was. */
    List<Violation> examine() {
        for (String node : planned.ids()) {
            int exitCode = planned.restore(node, backup.file());
            if (exitCode != 0) {
                throw new IllegalStateException(
                        node + " cannot be restored: exit code " + exitCode + ", see " + planned.log(node));
            }
        }
        cluster.start();
        cluster.members().forEach(this::compare);
        long logIndex = cluster.watch().commitIndex();
        int nodes = cluster.members().size();
        if (!Waiting.until(() -> cluster.digests().agreedSince(logIndex, nodes))) {
            violations.add(new Violation(
                    "SameDigestAtSameIndex",
                    "the restored nodes never showed one digest at one log index from " + logIndex));
        }
        violations.addAll(cluster.digests().violations());
        return violations;
    }

    private void compare(String node) {
        Map<InstanceKey, Instance> expected = kept(backup.content().values());
        List<Instance> all = new ArrayList<>();
        backup.content().keySet().stream()
                .map(InstanceKey::getService)
                .distinct()
                .forEach(service -> all.addAll(FinalExamination.instances(cluster.calls(node), service)));
        Map<InstanceKey, Instance> found = kept(all);
        if (expected.equals(found)) {
            return;
        }
        expected.forEach((key, instance) -> {
            if (!instance.equals(found.get(key))) {
                differs(node + " was restored and holds of " + key.getInstanceId() + " of " + key.getService() + ": "
                        + found.get(key) + "; the source held " + instance);
            }
        });
        found.keySet().stream()
                .filter(key -> !expected.containsKey(key))
                .forEach(key -> differs(node + " was restored and holds " + key.getInstanceId() + " of "
                        + key.getService() + ", which the source did not"));
    }

    private void differs(String what) {
        violations.add(new Violation("BackupIsTheState", what.replace('\n', ' ')));
    }

    /** What a restore keeps: points of time move, and leases begin anew. */
    private static Map<InstanceKey, Instance> kept(Iterable<Instance> instances) {
        Map<InstanceKey, Instance> kept = new HashMap<>();
        for (Instance instance : instances) {
            kept.put(
                    instance.getSpec().getKey(),
                    Instance.newBuilder()
                            .setSpec(instance.getSpec())
                            .setLeaseId(instance.getLeaseId())
                            .setRegisteredRevision(instance.getRegisteredRevision())
                            .build());
        }
        return kept;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
