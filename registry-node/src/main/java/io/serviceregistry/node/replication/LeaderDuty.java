package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something only the leader proposes. Called by the thread that proposes: once when a term begins, then every tick
 * while it leads, or at once while it has more, and once when it leads no more. What it proposes comes after everything that
 * has already arrived.
 */
public interface LeaderDuty {
    /**
     * This node leads.
     *
     * @param current gives the state applied last, whenever it is asked
     */
    void beginTerm(long term, Supplier<CatalogView> current);

    /**
     * What is due.
     *
     * @param view the state applied last; never older than one that {@link #beginTerm} was given
     * @param timeMillis the registry time of the entry these commands will be in
     */
    List<Command> due(CatalogView view, long timeMillis);

    /**
     * True when more was due at the last look than an entry should hold: it is asked for the rest with the next entry, behind
     * what has arrived by then.
     */
    default boolean hasMore() {
        return false;
    }

    /**
     * True for a duty that goes on while this node's state counts as wrong: what it proposes does not follow from the state.
     */
    default boolean goesOnUntrusted() {
        return false;
    }

    /** This node leads no more: what was derived for the term may go. */
    default void endTerm() {}
}
