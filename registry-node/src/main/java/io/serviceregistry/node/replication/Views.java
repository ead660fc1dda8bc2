package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.view.CatalogView;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;

/**
 * The view published last, and who waits for a later one. Apply publishes, any thread reads.
 *
 * <p>Waiters complete on the executor, never on the thread of apply.
 */
public final class Views {
    private final Waiters byIndex = new Waiters(view -> view.image().logIndex());
    private final Waiters byRevision = new Waiters(view -> view.image().revision());
    private final Executor executor;
    private volatile CatalogView current;

    public Views(CatalogView first, Executor executor) {
        this.current = first;
        this.executor = executor;
    }

    /** The view after the entry applied last. */
    public CatalogView current() {
        return current;
    }

    /** Publishes the view after an entry; called by the thread of apply. */
    public void publish(CatalogView view) {
        current = view;
        byIndex.wake(view);
        byRevision.wake(view);
    }

    /** Completes with a view at or above a log index. Cancel it when it is no longer wanted. */
    public CompletableFuture<CatalogView> awaitIndex(long logIndex) {
        return byIndex.await(logIndex);
    }

    /** Completes with a view at or above a revision. Cancel it when it is no longer wanted. */
    public CompletableFuture<CatalogView> awaitRevision(long revision) {
        return byRevision.await(revision);
    }

    /** Those who wait for one measure of the view to reach a goal, in the order of their goals. */
    private final class Waiters {
        private record Waiter(long goal, long number, CompletableFuture<CatalogView> done) {}

        private final ToLongFunction<CatalogView> reached;
        private final SortedSet<Waiter> waiters =
                new TreeSet<>(Comparator.comparingLong(Waiter::goal).thenComparingLong(Waiter::number));
        private long lastNumber;

        Waiters(ToLongFunction<CatalogView> reached) {
            this.reached = reached;
        }

        CompletableFuture<CatalogView> await(long goal) {
            CatalogView now = current;
            if (reached.applyAsLong(now) >= goal) {
                return CompletableFuture.completedFuture(now);
            }
            Waiter waiter;
            synchronized (this) {
                waiter = new Waiter(goal, ++lastNumber, new CompletableFuture<>());
                waiters.add(waiter);
            }
            // Whoever gives up takes no room any more, whatever the goals of the others.
            var unused = waiter.done().whenComplete((view, failure) -> forget(waiter));
            // A view published between the look and the add woke nobody: look again.
            wake(current);
            return waiter.done();
        }

        private synchronized void forget(Waiter waiter) {
            waiters.remove(waiter);
        }

        private synchronized void wake(CatalogView view) {
            while (!waiters.isEmpty() && waiters.first().goal() <= reached.applyAsLong(view)) {
                Waiter first = waiters.first();
                waiters.remove(first);
                executor.execute(() -> first.done().complete(view));
            }
        }
    }
}
