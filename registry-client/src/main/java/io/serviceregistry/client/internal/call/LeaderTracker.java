package io.serviceregistry.client.internal.call;

import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Learns from headers where the leader takes calls.
 *
 * <p>A leader is reached by the address by which its node has answered before, if it has; the address it advertises may
 * be one that only its peers can reach. Headers carry no term, so the log index decides between two that contradict
 * each other: a node that lags behind does not bring an old leader back.
 *
 * <p>Not thread-safe; {@link NodeSelector} guards it.
 */
final class LeaderTracker {

    private static final int MAX_NODES = 64; // node ids come from the wire; no cluster has more

    private final Map<String, String> addressByNodeId = new HashMap<>();
    private String clusterId = "";
    private String leaderId = "";
    private @Nullable String leaderAddress;
    private long learnedAtIndex;

    /** A node answered at an address. */
    void observe(String address, ResponseHeader header) {
        if (!header.getClusterId().equals(clusterId)) {
            clusterId = header.getClusterId();
            forget();
        }
        if (!header.getNodeId().isEmpty()
                && (addressByNodeId.size() < MAX_NODES || addressByNodeId.containsKey(header.getNodeId()))) {
            addressByNodeId.put(header.getNodeId(), address);
        }
        boolean abdicates = header.getNodeId().equals(leaderId) && header.getRole() != NodeRole.NODE_ROLE_LEADER;
        if (leaderAddress != null && header.getLogIndex() < learnedAtIndex && !abdicates) {
            return;
        }
        learnedAtIndex = header.getLogIndex();
        if (header.getRole() == NodeRole.NODE_ROLE_LEADER) {
            leaderId = header.getNodeId();
            leaderAddress = address;
        } else {
            leaderId = header.getLeaderId();
            leaderAddress = leaderId.isEmpty() ? null : addressOf(header);
        }
    }

    /** The leader's address, when it is known. */
    Optional<String> leader() {
        return Optional.ofNullable(leaderAddress);
    }

    private void forget() {
        addressByNodeId.clear();
        leaderId = "";
        leaderAddress = null;
        learnedAtIndex = 0;
    }

    private @Nullable String addressOf(ResponseHeader header) {
        String reached = addressByNodeId.get(header.getLeaderId());
        if (reached != null) {
            return reached;
        }
        return header.getLeaderAddress().isEmpty() ? null : header.getLeaderAddress();
    }
}
