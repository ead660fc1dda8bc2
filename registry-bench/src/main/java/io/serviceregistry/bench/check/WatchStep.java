package io.serviceregistry.bench.check;

import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchEvent;
import java.util.List;
import java.util.Map;

/** What a watch told its reader, put together where it came in parts. */
public sealed interface WatchStep {
    /** The revision up to which all is told with it. */
    long toRevision();

    /** All that matches, at a revision: at the beginning, or after a resync. */
    record Synced(long revision, Map<InstanceKey, Instance> instances) implements WatchStep {
        @Override
        public long toRevision() {
            return revision;
        }
    }

    /** The reader had this revision from elsewhere, and resumed from it. */
    record Resumed(long revision) implements WatchStep {
        @Override
        public long toRevision() {
            return revision;
        }
    }

    /** What changed. */
    record Changed(long fromRevision, long toRevision, boolean coalesced, List<WatchEvent> events)
            implements WatchStep {}

    /** All up to a revision was told. */
    record Bookmark(long revision) implements WatchStep {
        @Override
        public long toRevision() {
            return revision;
        }
    }
}
