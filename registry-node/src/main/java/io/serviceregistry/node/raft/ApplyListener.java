package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.view.CatalogView;

/** Told what apply did, on its thread, after the view was published: only to hand over. */
public interface ApplyListener {
    /** A command changed the catalog. */
    void changed(ChangeSet changes);

    /** The state was read from a snapshot, this node's own or another's: what led to it was not told. */
    void restored(CatalogView view);

    /** Another node leads, or none that this node knows of ({@code leaderId} is empty then). Called under Ratis' locks. */
    void leaderChanged(String leaderId);

    /** This node leads, and what it proposes from now on is of its own term. Called on the thread of apply. */
    void leaderReady();
}
