package io.serviceregistry.node.rpc;

import io.serviceregistry.node.replication.Peers.ForwardedCommand;
import io.serviceregistry.node.replication.Peers.ForwardedOutcome;
import java.util.concurrent.CompletableFuture;

/** Port to the leader's write path for what other nodes forward. Thread-safe, does not block. */
public interface ForwardedWrites {
    /** Takes a command from another node; never completes exceptionally. */
    CompletableFuture<ForwardedOutcome> submitForwarded(ForwardedCommand command);
}
