package io.serviceregistry.node.rpc;

import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import java.util.concurrent.CompletableFuture;

/** Port to the leader's part of a linearizable read. Thread-safe, does not block. */
public interface ReadIndexes {
    /** Answers a caller whose last read arrived before it took {@code term}. */
    CompletableFuture<ReadIndexAnswer> readIndex(String callerNodeId, long term);
}
