package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.List;

/** What a watch sends. */
public sealed interface WatchContent {
    /** A part of all that matches in the state that {@link Synced} names; in the order of the keys. */
    record Snapshot(List<InstanceView> instances) implements WatchContent {}

    /** The snapshot is complete. Nothing else is there but what it held. */
    record Synced(CatalogView view) implements WatchContent {}

    /**
     * All that changed from one state to another.
     *
     * @param fromRevision a state of which the reader has all that matches
     * @param toRevision the state that it has after this
     * @param coalesced false: every change, in order. True: what they come to, one event an instance
     * @param continues true when the events of {@code toRevision} go on in the next one; they count together
     */
    record Changes(long fromRevision, long toRevision, boolean coalesced, boolean continues, List<WatchEvent> events)
            implements WatchContent {}

    /** Nothing that matches has changed up to a revision that was not told. */
    record Bookmark(long revision) implements WatchContent {}

    /** What the reader has cannot be brought up to date by changes: a snapshot follows, and takes its place. */
    record Resync(Reason reason) implements WatchContent {
        /** Why. */
        public enum Reason {
            /** The changes since the reader's revision are not kept any more. */
            HISTORY_GONE,
            /** This node took over the state of another one, and has not seen the changes in between. */
            STATE_REPLACED,
            /** The reader's revision is of another cluster. */
            OTHER_CLUSTER
        }
    }
}
