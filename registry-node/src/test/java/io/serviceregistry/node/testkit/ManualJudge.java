package io.serviceregistry.node.testkit;

import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.replication.StateJudge;

/** Judges a node's state as a test says; hears nothing. */
public final class ManualJudge implements StateJudge {
    private volatile boolean trusted = true;
    private volatile long agreedIndex;

    /** Every state is found right at once. */
    public static ManualJudge content() {
        ManualJudge judge = new ManualJudge();
        judge.agreedAt(Long.MAX_VALUE);
        return judge;
    }

    /** The state counts as right from now on, or as wrong. */
    public void trusts(boolean now) {
        trusted = now;
    }

    /** The state was found right at an index. */
    public void agreedAt(long index) {
        agreedIndex = index;
    }

    @Override
    public void restored(StateImage image) {}

    @Override
    public void applied(StateImage image) {}

    @Override
    public boolean isTrusted() {
        return trusted;
    }

    @Override
    public long agreedIndex() {
        return agreedIndex;
    }
}
