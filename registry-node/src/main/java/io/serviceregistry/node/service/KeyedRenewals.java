package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.service.ReadOptions.Level;
import io.serviceregistry.node.service.Registrations.Renewed;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Renews for callers that know no lease id: whoever says which instance it is renews the lease that holds it. Thread-safe, never
 * blocks.
 *
 * <p>The lease is looked up twice at most. What this node has is asked first, and is right nearly always; the log says so, as a lease
 * id belongs to one registration for ever. When it was wrong, or names no lease, a linearizable view decides: an instance that was
 * registered a moment ago at another node is never taken for unknown.
 */
public final class KeyedRenewals {
    private static final ReadOptions LOCAL = new ReadOptions(Level.LOCAL, 0, 0);

    private enum Attempt {
        RENEWED,
        REPLACED,
        GONE
    }

    private final Discovery discovery;
    private final Registrations registrations;

    public KeyedRenewals(Discovery discovery, Registrations registrations) {
        this.discovery = discovery;
        this.registrations = registrations;
    }

    /**
     * Renews the lease that holds an instance; a lapsed one is alive again.
     *
     * @param budget for finding the lease
     * @return completes exceptionally with {@link InstanceNotFoundException} when none holds it, else as reads and writes do
     */
    public CompletableFuture<Void> renew(InstanceKey instance, Duration budget) {
        InstanceKey key = InstanceRules.key("key", instance);
        return attempt(key, LOCAL, budget)
                .thenCompose(first -> first == Attempt.RENEWED
                        ? CompletableFuture.completedFuture(first)
                        : attempt(key, ReadOptions.LINEARIZABLE, budget))
                .thenAccept(last -> requireFound(key, last));
    }

    /** Replaced is as good as renewed here: a newer registration came since this call began, and its TTL is all before it. */
    private static void requireFound(InstanceKey key, Attempt attempt) {
        if (attempt == Attempt.GONE) {
            throw new InstanceNotFoundException(key);
        }
    }

    private CompletableFuture<Attempt> attempt(InstanceKey key, ReadOptions read, Duration budget) {
        return leaseOf(key, read, budget)
                .thenCompose(lease -> lease.isEmpty()
                        ? CompletableFuture.completedFuture(Attempt.GONE)
                        : registrations.renew(new long[] {lease.getAsLong()}).thenApply(KeyedRenewals::outcome));
    }

    private CompletableFuture<OptionalLong> leaseOf(InstanceKey key, ReadOptions read, Duration budget) {
        return discovery
                .instance(key, read, budget)
                .thenApply(found -> OptionalLong.of(found.instance().instance().leaseId()))
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof InstanceNotFoundException) {
                        return OptionalLong.empty();
                    }
                    throw new CompletionException(cause);
                });
    }

    private static Attempt outcome(Renewed renewed) {
        if (!renewed.exceptions().replaced().isEmpty()) {
            return Attempt.REPLACED;
        }
        return renewed.exceptions().unknown().isEmpty() ? Attempt.RENEWED : Attempt.GONE;
    }
}
