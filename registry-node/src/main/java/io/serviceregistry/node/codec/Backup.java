package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.state.StateImage;
import java.util.List;

/**
 * A backup that was read, and found whole.
 *
 * @param peerAddresses where the nodes of the cluster called one another when it was taken, "host:port"; none when it does not say
 */
public record Backup(String clusterId, List<String> peerAddresses, StateImage image) {
    public Backup {
        peerAddresses = List.copyOf(peerAddresses);
    }
}
