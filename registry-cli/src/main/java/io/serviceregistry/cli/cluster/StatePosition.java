package io.serviceregistry.cli.cluster;

import io.serviceregistry.client.NodeStatus;

/**
 * One state of a node.
 *
 * @param logIndex how far it had applied the log
 * @param revision the revision there
 * @param digest the digest of every replicated field there
 */
public record StatePosition(long logIndex, long revision, String digest) {
    static StatePosition of(NodeStatus status) {
        return new StatePosition(status.header().logIndex(), status.header().revision(), status.stateDigest());
    }
}
