package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceUpdate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What an instance wants to say of itself, what the registry has been told, and who waits for the two to meet.
 *
 * <p>Changes are absolute, so many of them become one update, and a registration carries them all.
 *
 * <p>Confined to the scheduler's thread; only {@link #current} may be read from anywhere.
 */
final class DesiredSpec {

    private final Executor executor;
    private final List<Waiter> waiters = new ArrayList<>();
    private volatile InstanceSpec desired;
    private long version;
    private @Nullable InstanceSpec told;

    private record Waiter(long version, CompletableFuture<Void> future) {}

    /** Waiters are told on {@code executor}, since applications hang anything on their futures. */
    DesiredSpec(InstanceSpec initial, Executor executor) {
        this.desired = initial;
        this.executor = executor;
    }

    /** The latest spec. */
    InstanceSpec current() {
        return desired;
    }

    /** Grows with every change. */
    long version() {
        return version;
    }

    /** Wants this from now on; the future completes once the registry has been told, of this or of something later. */
    void change(InstanceSpec wanted, CompletableFuture<Void> future) {
        desired = wanted;
        version++;
        waiters.add(new Waiter(version, future));
    }

    /** The registry has been told the spec of that version. */
    void told(InstanceSpec spec, long toldVersion) {
        told = spec;
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (waiter.version <= toldVersion) {
                all.remove();
                executor.execute(() -> waiter.future.complete(null));
            }
        }
    }

    /** The registry refuses the latest spec for good: back to what it was told last. */
    void refused(Throwable cause) {
        if (told != null) {
            desired = told;
        }
        fail(cause);
    }

    /** Nobody will be told anything any more. */
    void fail(Throwable cause) {
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        all.forEach(waiter -> executor.execute(() -> waiter.future.completeExceptionally(cause)));
    }

    /** What the registry has still to be told; only the parts that differ, so that others' changes to the rest stay. */
    Optional<InstanceUpdate> missing(long leaseId) {
        InstanceSpec before = told;
        InstanceSpec now = desired;
        if (before == null || before.equals(now)) {
            return Optional.empty();
        }
        InstanceUpdate update = InstanceUpdate.of(now.key(), leaseId);
        if (before.status() != now.status()) {
            update = update.withStatus(now.status());
        }
        if (!before.metadata().equals(now.metadata())) {
            update = update.withMetadata(now.metadata());
        }
        if (!before.checks().equals(now.checks())) {
            update = update.withChecks(now.checks());
        }
        if (before.weight() != now.weight()) {
            update = update.withWeight(now.weight());
        }
        return Optional.of(update);
    }
}
