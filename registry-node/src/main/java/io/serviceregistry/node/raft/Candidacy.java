package io.serviceregistry.node.raft;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Whether this node stands for election. It does, unless there is an objection. Thread-safe, never blocks.
 *
 * <p>A node under an objection votes, follows and replicates as before. One that leads goes on leading: whoever objects hands
 * leadership over. An objection is not kept across a restart.
 *
 * <p>Ratis is told in the background, and told again until it has listened: it refuses while it starts. A node that would
 * have stood for election meanwhile is a candidate without a campaign (so says its role) until it hears from a leader, or from a
 * candidate of a later term: withdrawing the objection does not start a campaign by itself. Should every node of a
 * cluster get there, one of them must be started again.
 */
public final class Candidacy {
    static final long TELL_AGAIN_MILLIS = 200;

    private final Function<Boolean, CompletableFuture<?>> tellRatis;
    private final ScheduledExecutorService timer;
    private boolean objected;
    private boolean paused;
    private boolean telling;

    /**
     * No objection yet.
     *
     * @param tellRatis pauses elections with true, resumes them with false; completes exceptionally when refused
     */
    Candidacy(Function<Boolean, CompletableFuture<?>> tellRatis, ScheduledExecutorService timer) {
        this.tellRatis = tellRatis;
        this.timer = timer;
    }

    /** Whether it stands for election: no objection holds, nor is one on its way to Ratis or back. */
    synchronized boolean stands() {
        return !objected && !paused && !telling;
    }

    /** From now on this node does not stand for election. */
    public void object() {
        want(true);
    }

    /** The objection, if there is one, does not hold any more. */
    public void withdraw() {
        want(false);
    }

    private void want(boolean objection) {
        synchronized (this) {
            objected = objection;
        }
        settle();
    }

    private void settle() {
        boolean pause;
        synchronized (this) {
            pause = objected;
            if (telling || pause == paused) {
                return;
            }
            telling = true;
        }
        var unused = tellRatis.apply(pause).whenComplete((done, failure) -> {
            synchronized (this) {
                telling = false;
                if (failure == null) {
                    paused = pause;
                }
            }
            if (failure == null) {
                settle(); // the objection may have come or gone meanwhile
            } else {
                var again = timer.schedule(this::settle, TELL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }
}
