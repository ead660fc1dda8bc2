package io.serviceregistry.node.raft;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Whether this node stands for election. It does unless there is an objection; each kind of objection is raised and
 * withdrawn by its own owner, who need not know of the others. Thread-safe, never blocks.
 *
 * <p>A node under an objection votes, follows and replicates as before. One that leads goes on leading: whoever objects hands
 * leadership over. Objections are not kept across a restart.
 *
 * <p>Ratis is told in the background, and told again until it has listened: it refuses while it starts. A node that would
 * have stood for election meanwhile is a candidate without a campaign (so says its role) until it hears from a leader, or from a
 * candidate of a later term: withdrawing the last objection does not start a campaign by itself. Should every node of a
 * cluster get there, one of them must be started again.
 */
public final class Candidacy {
    /** Why a node must not stand for election. */
    public enum Objection {
        /** Its state differs from that of the majority. */
        DIVERGED,
        /** Its disk is too slow to lead. */
        SLOW_DISK
    }

    static final long TELL_AGAIN_MILLIS = 200;

    private final Function<Boolean, CompletableFuture<?>> tellRatis;
    private final ScheduledExecutorService timer;
    private final Set<Objection> objections = EnumSet.noneOf(Objection.class);
    private boolean paused;
    private boolean telling;

    /**
     * No objections yet.
     *
     * @param tellRatis pauses elections with true, resumes them with false; completes exceptionally when refused
     */
    Candidacy(Function<Boolean, CompletableFuture<?>> tellRatis, ScheduledExecutorService timer) {
        this.tellRatis = tellRatis;
        this.timer = timer;
    }

    /** From now on this node does not stand for election. */
    public void object(Objection objection) {
        synchronized (this) {
            objections.add(objection);
        }
        settle();
    }

    /** This objection does not hold any more. */
    public void withdraw(Objection objection) {
        synchronized (this) {
            objections.remove(objection);
        }
        settle();
    }

    private void settle() {
        boolean pause;
        synchronized (this) {
            pause = !objections.isEmpty();
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
                settle(); // the objections may have changed meanwhile
            } else {
                var again = timer.schedule(this::settle, TELL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }
}
