package io.serviceregistry.bench.check;

import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchEvent;
import java.util.List;
import java.util.Map;

/** What a watch told its reader, put together where it came in parts. */
public sealed interface WatchStep {
    /** All that matches, at a revision: at the beginning, or after a resync. */
    record Synced(long revision, Map<InstanceKey, Instance> instances) implements WatchStep {}

    /** The reader had this revision from elsewhere, and resumed from it. */
    record Resumed(long revision) implements WatchStep {}

    /** What changed. */
    record Changed(long fromRevision, long toRevision, boolean coalesced, List<WatchEvent> events)
            implements WatchStep {}

    /** All up to a revision was told. */
    record Bookmark(long revision) implements WatchStep {}
}
