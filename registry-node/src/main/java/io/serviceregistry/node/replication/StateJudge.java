package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.state.StateImage;

/**
 * Port to the judge of this node's state: whether it may be shown, decided from and kept. Told by the thread of apply, asked
 * by any; does not block.
 */
public interface StateJudge {
    /** The state was replaced by that of a snapshot. */
    void restored(StateImage image);

    /**
     * The state after the next index of the log, entries of the library included: none is left out. Called before anybody sees
     * the view or hears a result.
     */
    void applied(StateImage image);

    /** False while this node's state counts as wrong: whatever is made from it must not leave the node. */
    boolean isTrusted();

    /** The last log index at which the state was found to be that of the majority; 0 when it never was. */
    long agreedIndex();
}
