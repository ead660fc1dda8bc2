package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.membership.Membership;
import io.serviceregistry.node.rpc.MembershipGrpcClient;
import io.serviceregistry.node.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether a node whose member takes no part was removed: a leader says who votes. */
record Removal(String nodeId, Cluster cluster, Cluster configured, Membership membership, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    /** Asks, and remembers it if so. Blocks for a second at most, and on the disk. */
    boolean tookPlace() {
        Map<String, Address> others = new TreeMap<>();
        configured.members().forEach(member -> others.put(member.id(), member.peer()));
        cluster.members().forEach(member -> others.put(member.id(), member.peer()));
        others.remove(nodeId);
        try (MembershipGrpcClient client = new MembershipGrpcClient(cluster.id(), nodeId, others, clock)) {
            List<CompletableFuture<List<String>>> asked = others.keySet().stream()
                    .map(other -> client.voters(other, ANSWER_WITHIN)
                            .handle((voters, failure) -> failure == null ? voters : List.<String>of()))
                    .toList();
            boolean removed = asked.stream()
                    .map(CompletableFuture::join)
                    .anyMatch(voters -> !voters.isEmpty() && !voters.contains(nodeId));
            if (removed) {
                remember();
            }
            return removed;
        }
    }

    private void remember() {
        try {
            membership.removed();
        } catch (IOException e) {
            LOG.warn("That this node was removed could not be written down: started again it will ask again", e);
        }
    }
}
