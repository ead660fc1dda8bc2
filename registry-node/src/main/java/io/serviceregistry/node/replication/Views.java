package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.view.CatalogView;
import java.util.Comparator;
import java.util.PriorityQueue;
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

    private final class Waiters {
        private record Waiter(long goal, CompletableFuture<CatalogView> done) {}

        private final ToLongFunction<CatalogView> reached;
        private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::goal));

        Waiters(ToLongFunction<CatalogView> reached) {
            this.reached = reached;
        }

        CompletableFuture<CatalogView> await(long goal) {
            CatalogView now = current;
            if (reached.applyAsLong(now) >= goal) {
                return CompletableFuture.completedFuture(now);
            }
            Waiter waiter = new Waiter(goal, new CompletableFuture<>());
            synchronized (this) {
                waiters.add(waiter);
            }
            // A view published between the look and the add woke nobody: look again.
            wake(current);
            return waiter.done();
        }

        void wake(CatalogView view) {
            synchronized (this) {
                for (Waiter first = waiters.peek();
                        first != null
                                && (first.goal() <= reached.applyAsLong(view)
                                        || first.done().isDone());
                        first = waiters.peek()) {
                    CompletableFuture<CatalogView> done = waiters.remove().done();
                    if (!done.isDone()) {
                        executor.execute(() -> done.complete(view));
                    }
                }
            }
        }
    }
}
