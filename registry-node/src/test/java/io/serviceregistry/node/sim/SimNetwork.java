package io.serviceregistry.node.sim;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Links between nodes: they delay, reorder, lose and are cut, each direction for itself. */
final class SimNetwork {
    private final SimWorld world;
    private final Set<String> cut = new TreeSet<>();
    private boolean lossy;
    private long soundSinceNanos;

    SimNetwork(SimWorld world) {
        this.world = world;
    }

    /** Cuts a direction. */
    void cut(SimNode from, SimNode to) {
        cut.add(link(from, to));
        from.disturb();
        to.disturb();
    }

    /** Joins everything again. */
    void heal(Iterable<SimNode> nodes) {
        cut.clear();
        if (lossy) {
            lossy = false;
            soundSinceNanos = world.nowNanos();
        }
        nodes.forEach(SimNode::disturb);
    }

    /** Loses and delays a part of all messages. */
    void beLossy(Iterable<SimNode> nodes) {
        lossy = true;
        nodes.forEach(SimNode::disturb);
    }

    boolean isLossy() {
        return lossy;
    }

    /** True when no message was lost by chance since then. */
    boolean isSoundSince(long nanos) {
        return !lossy && soundSinceNanos <= nanos;
    }

    /** True when both directions work. */
    boolean connects(SimNode a, SimNode b) {
        return a == b || (!cut.contains(link(a, b)) && !cut.contains(link(b, a)));
    }

    /** Sends a message: {@code receive} happens at the other node, later, or never. */
    void send(SimNode from, SimNode to, Runnable receive) {
        if (cut.contains(link(from, to)) || (lossy && world.below(100) < 20)) {
            return;
        }
        // A message that leaves on time may find the link cut when it arrives: it was on its way.
        world.after(delayNanos(), to, receive);
    }

    /** Asks another node; without an answer in time the call fails. */
    <T> CompletableFuture<T> call(
            SimNode from, SimNode to, long timeoutNanos, Function<SimNode, CompletableFuture<T>> handler) {
        CompletableFuture<T> done = new CompletableFuture<>();
        world.after(timeoutNanos, from, () -> {
            if (!done.isDone()) {
                done.completeExceptionally(new TimeoutException("no answer"));
            }
        });
        send(from, to, () -> {
            var unused = handler.apply(to)
                    .whenComplete((answer, failure) -> send(to, from, () -> {
                        if (failure == null) {
                            done.complete(answer);
                        } else {
                            done.completeExceptionally(failure);
                        }
                    }));
        });
        return done;
    }

    private long delayNanos() {
        if (lossy && world.oneIn(5)) {
            return world.between(5, 400);
        }
        return world.oneIn(50) ? world.between(2, 25) : world.between(0, 3);
    }

    private static String link(SimNode from, SimNode to) {
        return from.id() + '>' + to.id();
    }
}
