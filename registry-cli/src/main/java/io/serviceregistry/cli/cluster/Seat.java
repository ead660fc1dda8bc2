package io.serviceregistry.cli.cluster;

import io.serviceregistry.cli.local.NodeProcess;
import org.jspecify.annotations.Nullable;

/**
 * A place in the cluster, whoever sits there now.
 *
 * @param id the node
 * @param grpc its address for clients
 * @param peer its address for other nodes
 * @param process what its process is; null where processes cannot be seen, in a cluster on other machines
 */
public record Seat(String id, String grpc, String peer, NodeProcess.@Nullable State process) {
    /** Whether asking makes sense: a process that is not there or paused does not answer. */
    boolean mayAnswer() {
        return process == null || process == NodeProcess.State.RUNNING;
    }
}
