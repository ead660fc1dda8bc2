package io.serviceregistry.node.boot;

import io.serviceregistry.node.codec.Backup;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.membership.Phase;
import io.serviceregistry.node.membership.Standing;
import io.serviceregistry.node.rpc.MembershipGrpcClient;
import io.serviceregistry.node.time.SystemClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The cluster that a backup is of: whether anything of it still runs, where its members were or where those of the new one are to
 * be. Both serving at once, each with the same instances, is what an operator rarely wants and cannot see.
 *
 * <p>Who does not answer is not there for all that is known: cut off, paused, or at an address that nobody was told. Blocks.
 */
final class OldCluster {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private OldCluster() {}

    /** A member that answers, in words. */
    static Optional<String> findMember(Backup backup, NodeConfig config) {
        Map<String, Address> places = places(backup, config);
        try (MembershipGrpcClient calls =
                new MembershipGrpcClient(backup.clusterId(), config.node().id(), places, new SystemClock())) {
            Map<String, CompletableFuture<Optional<Standing>>> asked = new LinkedHashMap<>();
            places.keySet()
                    .forEach(place -> asked.put(
                            place,
                            calls.whoever(place, ANSWER_WITHIN)
                                    .handle((standing, failure) -> Optional.ofNullable(standing))));
            for (Map.Entry<String, CompletableFuture<Optional<Standing>>> answer : asked.entrySet()) {
                Optional<Standing> member = answer.getValue().join().filter(OldCluster::hasPart);
                if (member.isPresent()) {
                    return Optional.of(member.get().nodeId() + " of cluster " + backup.clusterId() + " runs at "
                            + answer.getKey());
                }
            }
            return Optional.empty();
        }
    }

    /** One with an empty directory serves nobody, and may be what is about to be restored. */
    private static boolean hasPart(Standing standing) {
        Phase phase = standing.record().phase();
        return phase == Phase.FOUNDER || phase == Phase.JOINED;
    }

    private static Map<String, Address> places(Backup backup, NodeConfig config) {
        Map<String, Address> places = new TreeMap<>();
        backup.peerAddresses().forEach(text -> places.put(text, Address.parse("peer_addresses of the backup", text)));
        config.cluster().members().forEach(member -> places.put(member.peer().toString(), member.peer()));
        return places;
    }
}
