package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.DigestChecker;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks every node for its status, many times a second: who leads, who has caught up, and what the digests are. {@link
 * #look} is called by one thread, the rest by any.
 */
final class ClusterWatch {
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();

    private record Seen(StatusResponse status, long atNanos) {}

    private final List<NodeCalls> nodes;
    private final DigestChecker digests;
    private final Map<String, Seen> latest = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<Long> terms = ConcurrentHashMap.newKeySet();
    private final AtomicLong highestTerm = new AtomicLong();

    ClusterWatch(List<NodeCalls> nodes, DigestChecker digests) {
        this.nodes = List.copyOf(nodes);
        this.digests = digests;
    }

    /** Asks every node that does not owe an answer. */
    void look() {
        for (NodeCalls node : nodes) {
            if (asked.add(node.node())) {
                var unused = node.call(AdminServiceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), DEADLINE)
                        .whenComplete((status, failure) -> {
                            asked.remove(node.node());
                            if (failure == null) {
                                saw(node.node(), status);
                            }
                        });
            }
        }
    }

    private void saw(String node, StatusResponse status) {
        latest.put(node, new Seen(status, System.nanoTime()));
        digests.add(node, status.getHeader().getLogIndex(), status.getStateDigest());
        if (leads(status)) {
            terms.add(status.getTerm());
        }
        highestTerm.accumulateAndGet(status.getTerm(), Math::max);
    }

    /** What a node said a moment ago; empty when it is silent. */
    Optional<StatusResponse> status(String node) {
        Seen seen = latest.get(node);
        return seen == null || System.nanoTime() - seen.atNanos() > FRESH_NANOS
                ? Optional.empty()
                : Optional.of(seen.status());
    }

    /** The node that leads the highest term known, if it says so itself. */
    Optional<String> leader() {
        return nodes.stream()
                .map(NodeCalls::node)
                .filter(node -> status(node)
                        .filter(status -> leads(status) && status.getTerm() == highestTerm.get())
                        .isPresent())
                .findFirst();
    }

    private static boolean leads(StatusResponse status) {
        return status.getHeader().getRole() == NodeRole.NODE_ROLE_LEADER;
    }

    /** How many terms had a leader that was seen. */
    int termsLed() {
        return terms.size();
    }

    /** The highest term that any node has told of. */
    long highestTerm() {
        return highestTerm.get();
    }

    /** The highest log index that any node is known to have committed. */
    long commitIndex() {
        return latest.values().stream()
                .mapToLong(seen -> seen.status().getCommitIndex())
                .max()
                .orElse(0);
    }

    /** Why the cluster is not whole, for people: empty when all nodes serve one leader and have applied so much. */
    Optional<String> ailment(long logIndex) {
        Set<String> leaders = new HashSet<>();
        for (NodeCalls node : nodes) {
            StatusResponse status = status(node.node()).orElse(null);
            if (status == null) {
                return Optional.of(node.node() + " does not answer");
            }
            if (!status.getReady()) {
                return Optional.of(node.node() + " is not ready: " + status.getNotReadyReason());
            }
            if (status.getHeader().getLogIndex() < logIndex) {
                return Optional.of(node.node() + " has applied only up to "
                        + status.getHeader().getLogIndex() + ", not " + logIndex);
            }
            leaders.add(status.getHeader().getLeaderId() + " in term " + status.getTerm());
        }
        return leaders.size() == 1 && leader().isPresent()
                ? Optional.empty()
                : Optional.of("the nodes follow " + leaders);
    }
}
