package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.change.ChangeSet;

/** Told what apply did, on its thread, after the view was published: only to hand over. */
public interface ApplyListener {
    /** A command changed the catalog. */
    void changed(ChangeSet changes);

    /** Another node leads, or none that this node knows of ({@code leaderId} is empty then). Called under Ratis' locks. */
    void leaderChanged(String leaderId);
}
