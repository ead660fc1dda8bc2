package io.serviceregistry.cli.cluster;

import io.serviceregistry.cli.local.NodeProcess;
import io.serviceregistry.cli.local.Restarts;
import org.jspecify.annotations.Nullable;

/**
 * A place in the cluster, whoever sits there now.
 *
 * @param id the node
 * @param grpc its address for clients
 * @param http its address for clients by HTTP; null when it takes none
 * @param peer its address for other nodes
 * @param process what its process is; null where processes cannot be seen, in a cluster on other machines
 * @param restarts how often its supervisor has started it again; null where there is none, or none that can be seen
 */
public record Seat(
        String id,
        String grpc,
        @Nullable String http,
        String peer,
        NodeProcess.@Nullable State process,
        @Nullable Restarts restarts) {
    /** Whether asking makes sense: a process that is not there or paused does not answer. */
    boolean mayAnswer() {
        return process == null || process == NodeProcess.State.RUNNING;
    }
}
