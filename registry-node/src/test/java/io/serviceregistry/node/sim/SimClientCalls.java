package io.serviceregistry.node.sim;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** Calls of clients to nodes. Their links work; what is behind them may not. */
final class SimClientCalls {
    private final SimCluster cluster;
    private final SimWorld world;

    SimClientCalls(SimCluster cluster) {
        this.cluster = cluster;
        this.world = cluster.world();
    }

    /** Calls a node; exactly one of the two is told, once. */
    <T> void call(
            SimNode node,
            long timeoutNanos,
            Function<SimNode, CompletableFuture<T>> handler,
            Consumer<T> answered,
            Consumer<Throwable> failed) {
        AtomicBoolean over = new AtomicBoolean();
        Consumer<Throwable> fail = failure -> {
            if (!over.getAndSet(true)) {
                failed.accept(failure);
            }
        };
        world.after(timeoutNanos, () -> {
            if (!over.get()) {
                fail.accept(new TimeoutException("no answer"));
            }
        });
        if (!node.isUp()) {
            world.after(world.between(0, 3), () -> fail.accept(new IllegalStateException("connection refused")));
            return;
        }
        world.after(world.between(0, 3), node, () -> {
            var unused = handler.apply(node)
                    .whenComplete((answer, failure) -> world.after(world.between(0, 3), () -> {
                        if (failure != null) {
                            fail.accept(failure instanceof CompletionException ? failure.getCause() : failure);
                        } else if (!over.getAndSet(true)) {
                            answered.accept(answer);
                        }
                    }));
        });
    }

    /** The next node to try. */
    SimNode after(SimNode node) {
        int at = cluster.nodes().indexOf(node);
        return cluster.nodes().get((at + 1) % cluster.nodes().size());
    }
}
