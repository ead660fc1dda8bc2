package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.change.ChangeSet;

/** Told what apply did, on its thread, after the view was published: only to hand over. */
public interface ApplyListener {
    /** A command changed the catalog. */
    void changed(ChangeSet changes);

    /** This node has ceased to lead. */
    void notLeader();
}
