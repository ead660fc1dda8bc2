package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.replication.StateJudge;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The image that is to become the next snapshot, held back until a comparison with the other nodes has found the state right
 * at its index or later: a node starts from its snapshots and sends them to others, so a wrong one would outlive every
 * restart. Confined to the thread of apply.
 *
 * <p>When no comparison comes about, because too few nodes answer, the log must not grow without end either: after a while the
 * image goes out unconfirmed. One that is found wrong is dropped, and none follows until the state is trusted again.
 */
final class SnapshotCandidate {
    /** A comparison takes seconds, in an idle registry half a minute. */
    static final long UNCONFIRMED_NANOS = Duration.ofMinutes(1).toNanos();

    private final StateJudge judge;
    private @Nullable StateImage held;
    private long heldSinceNanos;

    SnapshotCandidate(StateJudge judge) {
        this.judge = judge;
    }

    /**
     * The image to write now; null when there is none.
     *
     * @param due whether a snapshot is due; once it was, the image of that moment is held until it goes out
     */
    @Nullable
    StateImage next(StateImage image, boolean due, long nowNanos) {
        if (!judge.isTrusted()) {
            held = null;
            return null;
        }
        if (held == null && due) {
            held = image;
            heldSinceNanos = nowNanos;
        }
        StateImage candidate = held;
        if (candidate == null
                || (judge.agreedIndex() < candidate.logIndex() && nowNanos - heldSinceNanos < UNCONFIRMED_NANOS)) {
            return null;
        }
        held = null;
        return candidate;
    }

    /** The state was replaced: nothing of the former one is kept. */
    void drop() {
        held = null;
    }
}
