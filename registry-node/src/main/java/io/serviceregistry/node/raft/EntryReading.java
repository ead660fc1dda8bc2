package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.command.Entry;

/**
 * How an entry of the log is taken before it is applied. A node takes each as it is logged; only tests read anything else
 * into it, to show what the checks in apply are for. Called by the thread of apply.
 */
interface EntryReading {
    /** What production does. */
    EntryReading AS_LOGGED = (term, entry) -> entry;

    /**
     * The entry to apply.
     *
     * @param term the term under which it is in the log
     */
    Entry read(long term, Entry entry);
}
