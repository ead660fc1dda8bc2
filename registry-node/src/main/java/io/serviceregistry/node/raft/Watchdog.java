package io.serviceregistry.node.raft;

/**
 * Judges from one look a second whether this node's Raft member has got stuck in a way that only a new start mends.
 *
 * <p>It counts looks, not time: a process that was stopped for minutes looks no more often for it, so a pause alone never
 * adds up to a fault. And it never blames a node for the others: without a majority a node waits for ever, as a follower,
 * a candidate, or a member that nobody has taken in.
 *
 * <ul>
 *   <li><b>Closed</b>: Ratis closes a member by itself after an error in its own threads, and leaves the process running.
 *   <li><b>Leads and is not ready</b>: Ratis can roll a follower's position back and forth for minutes, so that the leader's
 *       first entry never commits. Ratis itself deposes a leader that no majority answers, so whoever still leads is
 *       heard. It is asked to step down once; what it does not mend, a new start does. A leader that makes any progress,
 *       such as applying a long log after a restart, is not stuck.
 *   <li><b>Left out</b>: the member waits to be taken in, or no election has ever reached it, although so many others answer
 *       that one could be held.
 * </ul>
 *
 * <p>Pure but for its counters; confined to one thread.
 */
public final class Watchdog {
    /** Twice in a row: whoever makes Ratis close the member reports a better reason at the same moment. */
    static final int CLOSED_LOOKS = 2;

    static final int STEP_DOWN_AFTER_LOOKS = 5;
    static final int NOT_READY_LOOKS = 10;
    /** A first election takes seconds, also where machines start one after the other. */
    static final int LEFT_OUT_LOOKS = 30;

    private long progress = -1;
    private long term = -1;
    private int closedLooks;
    private int notReadyLooks;
    private int leftOutLooks;
    private boolean steppedDown;

    /** What to do. */
    public enum Verdict {
        /** Nothing. */
        FINE,
        /** Give up leadership: another node may do better. Said once until there is progress. */
        STEP_DOWN,
        /** End the node: Ratis has closed the member. */
        CLOSED,
        /** End the node: it leads and does not become ready. */
        NOT_READY,
        /** End the node: it takes no part although it could. */
        LEFT_OUT
    }

    /** Whether it matters if the others answer: they are not to be asked without need. */
    public static boolean asksForOthers(MemberCondition member) {
        return member.phase() != MemberCondition.Phase.CLOSED
                && !member.knowsLeader()
                && (member.phase() == MemberCondition.Phase.WAITING || member.term() == 0);
    }

    /**
     * One look.
     *
     * @param electable so many others answer that they and this node are a majority
     */
    public Verdict look(MemberCondition member, boolean electable) {
        closedLooks = member.phase() == MemberCondition.Phase.CLOSED ? closedLooks + 1 : 0;
        leftOutLooks = asksForOthers(member) && electable ? leftOutLooks + 1 : 0;
        countNotReady(member);
        if (closedLooks >= CLOSED_LOOKS) {
            return Verdict.CLOSED;
        }
        if (leftOutLooks >= LEFT_OUT_LOOKS) {
            return Verdict.LEFT_OUT;
        }
        if (notReadyLooks >= NOT_READY_LOOKS) {
            return Verdict.NOT_READY;
        }
        if (notReadyLooks >= STEP_DOWN_AFTER_LOOKS && !steppedDown) {
            steppedDown = true;
            return Verdict.STEP_DOWN;
        }
        return Verdict.FINE;
    }

    /**
     * Before the attempt to step down the looks must be of one term, in which Ratis had the time to depose a leader that
     * nobody answers. After it a leader that comes back and is no better goes on counting.
     */
    private void countNotReady(MemberCondition member) {
        boolean stuck = member.leads() && !member.ready();
        if (member.ready() || member.progress() != progress) {
            notReadyLooks = 0;
            steppedDown = false;
        } else if (!steppedDown && (!stuck || member.term() != term)) {
            notReadyLooks = 0;
        }
        if (stuck) {
            notReadyLooks++;
        }
        progress = member.progress();
        term = member.term();
    }
}
