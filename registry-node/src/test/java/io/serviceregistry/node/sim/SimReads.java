package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.CoalescedReadBarrier;
import io.serviceregistry.node.replication.ReadBarrier;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** How a node answers reads: linearizable ones by its barrier, local ones with an age. */
class SimReads implements ReadBarrier {
    private final CoalescedReadBarrier barrier;

    SimReads(CoalescedReadBarrier barrier) {
        this.barrier = barrier;
    }

    @Override
    public CompletableFuture<CatalogView> await(Duration budget) {
        return barrier.await(budget);
    }

    /** How old what the node has may be; empty when it does not know. */
    OptionalLong ageMillis() {
        return barrier.ageMillis();
    }
}
