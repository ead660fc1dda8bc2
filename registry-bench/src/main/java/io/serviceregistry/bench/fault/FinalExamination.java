package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.ReadOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked of a cluster after the last fault: that it heals, that every node holds what was acknowledged, that no
 * lease has lapsed, and that the digests are equal.
 */
final class FinalExamination {
    private static final Duration CALL = Duration.ofSeconds(20);

    private final LoadedCluster cluster;
    private final List<Violation> violations = new ArrayList<>();

    private FinalExamination(LoadedCluster cluster) {
        this.cluster = cluster;
    }

    /** Heals, ends the load and examines; everything that is wrong, of the whole run. */
    static List<Violation> of(LoadedCluster cluster) {
        FinalExamination examination = new FinalExamination(cluster);
        examination.run();
        examination.violations.addAll(cluster.violations());
        return examination.violations;
    }

    private void run() {
        if (!isWhole("after the last fault")) {
            return;
        }
        if (!cluster.load().awaitProgress()) {
            violations.add(new Violation("Availability", "a node does not serve although the cluster is healthy"));
        }
        // A lease that was not renewed because of the last fault lapses within a TTL from now.
        cluster.elapse(KeptInstances.longestTtl().plusSeconds(1));
        cluster.load().stopReadingAndWriting();
        // From here on every node has applied everything that was acknowledged: its own state must show it.
        if (!isWhole("at the end")) {
            return;
        }
        long wholeNanos = System.nanoTime();
        for (NodeCalls node : cluster.calls()) {
            for (String service : cluster.load().keys().services()) {
                cluster.load().history().add(Readers.local(node, service, wholeNanos));
            }
            examineKept(node.node(), instances(node, KeptInstances.SERVICE));
            examineLate(node.node(), instances(node, LateHolders.SERVICE));
        }
        long logIndex = cluster.watch().commitIndex();
        int nodes = cluster.nodes().size();
        if (!Waiting.until(() -> cluster.digests().agreedSince(logIndex, nodes))) {
            violations.add(new Violation(
                    "SameDigestAtSameIndex", "the nodes never showed one digest at one log index from " + logIndex));
        }
    }

    private boolean isWhole(String when) {
        var ailment = cluster.awaitHealth();
        ailment.ifPresent(text ->
                violations.add(new Violation("Availability", "the cluster does not heal " + when + ": " + text)));
        return ailment.isEmpty();
    }

    private void examineKept(String node, List<Instance> instances) {
        Map<String, Instance> found = new HashMap<>();
        instances.forEach(instance -> found.put(instance.getSpec().getKey().getInstanceId(), instance));
        cluster.load().kept().starts().forEach((id, start) -> {
            Instance instance = found.get(id);
            if (instance == null || instance.getLeaseId() != start.leaseId()) {
                violations.add(new Violation(
                        "AckedMeansDurable", node + " does not hold " + id + " with lease " + start.leaseId()));
            } else if (instance.getLapses() > start.lapses()) {
                violations.add(new Violation(
                        "NoEarlyExpiry",
                        node + " counts " + (instance.getLapses() - start.lapses()) + " lapses of " + id
                                + ", which the client library keeps"));
            }
        });
    }

    /** A lapse whose answer got lost has been noticed by nobody, and is found here. */
    private void examineLate(String node, List<Instance> instances) {
        long lapses = instances.stream().mapToLong(Instance::getLapses).sum();
        long known = cluster.load().late().lapsesOwed()
                + cluster.load().late().violations().size();
        if (lapses > known) {
            violations.add(new Violation(
                    "NoEarlyExpiry",
                    node + " counts " + lapses + " lapses of leases renewed late; the holders know of " + known));
        }
    }

    /** The instances of a service as a node holds them, lapsed ones included. */
    static List<Instance> instances(NodeCalls node, String service) {
        DiscoverRequest request = DiscoverRequest.newBuilder()
                .setService(service)
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .setRead(ReadOptions.newBuilder().setConsistency(Consistency.CONSISTENCY_LOCAL))
                .build();
        return node.call(DiscoveryServiceGrpc.getDiscoverMethod(), request, CALL)
                .join()
                .getInstancesList();
    }
}
