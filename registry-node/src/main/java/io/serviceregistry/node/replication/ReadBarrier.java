package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.view.CatalogView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What a linearizable read waits for. Thread-safe, never blocks. */
public interface ReadBarrier {
    /**
     * Waits until this node has applied everything that was acknowledged anywhere before this call.
     *
     * @return completes with a view that reflects all of it, or exceptionally with a {@link NoQuorumException} when no
     *     majority confirmed it within {@code budget}
     */
    CompletableFuture<CatalogView> await(Duration budget);
}
