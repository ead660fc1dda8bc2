package io.serviceregistry.node.disk;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What {@link DiskWatch} knows of a node's disk, and what it can do about it. Thread-safe. */
public interface NodeDisk {
    /**
     * How far it has come. May block for as long as the disk does.
     *
     * @throws IllegalStateException when the log is not open
     */
    DiskProgress progress();

    /**
     * On the leader, the index up to which each follower has said that the log is on its disk; empty on any other node. Does
     * not block.
     */
    Map<String, Long> acknowledged();

    /**
     * Hands leadership to a follower. May block for as long as the disk does.
     *
     * @return completes when it leads, or exceptionally when it does not within a bound
     */
    CompletableFuture<Void> handOver(String follower);
}
