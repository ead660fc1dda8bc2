package io.serviceregistry.node.service;

import io.serviceregistry.node.core.command.Result;
import java.util.concurrent.CompletableFuture;

/** Port to the renewal batcher. Thread-safe, does not block. */
public interface Renewals {
    /**
     * Renews leases.
     *
     * @param leaseIds ascending and different; given away
     * @return completes with {@code Outcome.Renewed}, whose lists name only these leases, or exceptionally as a write does
     */
    CompletableFuture<Result> renew(long[] leaseIds);
}
