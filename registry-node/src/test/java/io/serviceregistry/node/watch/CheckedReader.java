package io.serviceregistry.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.watch.WatchContent.Bookmark;
import io.serviceregistry.node.watch.WatchContent.Changes;
import io.serviceregistry.node.watch.WatchContent.Resync;
import io.serviceregistry.node.watch.WatchContent.Snapshot;
import io.serviceregistry.node.watch.WatchContent.Synced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A reader that keeps what a watch tells it, and checks every content against what there was, by the names of
 * docs/guarantees.md. It takes as many contents as it is granted.
 */
final class CheckedReader implements WatchOutlet {
    static final long NOTHING = -1;

    private final WatchFilter filter;
    private final WatchedHistory history;
    private Map<InstanceKey, InstanceView> held = new TreeMap<>();
    private @Nullable Map<InstanceKey, InstanceView> arriving;
    private final List<WatchEvent> unfinished = new ArrayList<>();
    private long revision;
    private boolean isResumed; // and has heard nothing since
    private int granted;
    private int coalesced;
    private int resyncs;
    private @Nullable RuntimeException end;

    /** A reader without a state. */
    CheckedReader(WatchFilter filter, WatchedHistory history) {
        this.filter = filter;
        this.history = history;
        this.revision = NOTHING;
        this.arriving = new TreeMap<>();
    }

    /** A reader that goes on with the state that another one of the same filter has. */
    CheckedReader(CheckedReader former) {
        this.filter = former.filter;
        this.history = former.history;
        this.revision = former.revision;
        this.held = new TreeMap<>(former.held);
        this.isResumed = true;
    }

    WatchFilter filter() {
        return filter;
    }

    /** The revision of the state that it has, or {@link #NOTHING}. */
    long revision() {
        return revision;
    }

    int coalesced() {
        return coalesced;
    }

    int resyncs() {
        return resyncs;
    }

    @Nullable
    RuntimeException end() {
        return end;
    }

    void grant(int contents) {
        granted = contents;
    }

    @Override
    public boolean isReady() {
        return granted > 0;
    }

    @Override
    public void end(RuntimeException cause) {
        assertThat(end).as("ends once").isNull();
        end = cause;
    }

    /** It was told to resume from here: nothing that it does not know has happened up to there. 0: it is to begin anew. */
    void mayResumeFrom(long position) {
        if (position != 0) {
            assertThat(position).as("Resumable").isGreaterThanOrEqualTo(revision);
            assertThat(held).as("Resumable at %s", position).isEqualTo(history.matching(filter, position));
        }
    }

    @Override
    public void send(WatchContent content) {
        assertThat(granted).as("Bounded").isPositive();
        assertThat(end).as("nothing after the end").isNull();
        granted--;
        if (content instanceof Snapshot snapshot) {
            take(snapshot);
        } else if (content instanceof Synced synced) {
            take(synced);
        } else if (content instanceof Changes changes) {
            take(changes);
        } else if (content instanceof Bookmark bookmark) {
            take(bookmark);
        } else if (content instanceof Resync resync) {
            assertThat(resync.reason()).isNotNull();
            isResumed = false;
            resyncs++;
            arriving = new TreeMap<>();
            unfinished.clear();
        }
    }

    private Map<InstanceKey, InstanceView> arriving() {
        return Objects.requireNonNull(arriving, "a snapshot comes first, or is announced");
    }

    private void take(Snapshot snapshot) {
        Map<InstanceKey, InstanceView> parts = arriving();
        snapshot.instances()
                .forEach(instance -> assertThat(parts.put(instance.instance().key(), instance))
                        .as("Unique")
                        .isNull());
    }

    private void take(Synced synced) {
        Map<InstanceKey, InstanceView> parts = arriving();
        long at = synced.view().image().revision();
        assertThat(at).as("Ordered").isGreaterThanOrEqualTo(revision);
        held = parts;
        arriving = null;
        revision = at;
        assertThat(held).as("InitialState at revision %s", at).isEqualTo(history.matching(filter, at));
    }

    private void take(Changes changes) {
        assertThat(arriving).as("InitialState: the snapshot is complete").isNull();
        boolean resumed = isResumed;
        isResumed = false;
        assertThat(changes.fromRevision()).as("Ordered").isGreaterThanOrEqualTo(revision);
        assertThat(changes.toRevision()).as("Ordered").isGreaterThan(changes.fromRevision());
        assertThat(held)
                .as("%s: nothing was left out up to %s", resumed ? "Resumable" : "Reliable", changes.fromRevision())
                .isEqualTo(history.matching(filter, changes.fromRevision()));
        unfinished.addAll(changes.events());
        if (changes.continues()) {
            return;
        }
        List<WatchEvent> events = List.copyOf(unfinished);
        unfinished.clear();
        if (changes.coalesced()) {
            coalesced++;
            assertThat(events.stream().map(WatchEvent::key))
                    .as("Unique: one event an instance")
                    .doesNotHaveDuplicates();
        } else {
            List<WatchEvent> expected = history.events(filter, changes.fromRevision(), changes.toRevision());
            assertThat(events)
                    .as(() -> broken(expected, events) + " up to " + changes.toRevision())
                    .isEqualTo(expected);
        }
        events.forEach(event -> apply(event, changes.coalesced()));
        revision = changes.toRevision();
        assertThat(held).as("Atomic at revision %s", revision).isEqualTo(history.matching(filter, revision));
    }

    /** The promise that a step breaks which is not what it should be. */
    private static String broken(List<WatchEvent> expected, List<WatchEvent> events) {
        List<WatchEvent> missing = new ArrayList<>(expected);
        missing.removeAll(events);
        List<WatchEvent> added = new ArrayList<>(events);
        added.removeAll(expected);
        if (!added.isEmpty()) {
            return "Filtered";
        }
        if (missing.isEmpty()) {
            return Set.copyOf(events).size() < events.size() ? "Unique" : "Ordered";
        }
        if (missing.stream().allMatch(CheckedReader::ceasedToMatch)) {
            return "Filtered";
        }
        boolean inParts =
                missing.stream().anyMatch(lost -> events.stream().anyMatch(told -> told.revision() == lost.revision()));
        return inParts ? "Atomic" : "Reliable";
    }

    private static boolean ceasedToMatch(WatchEvent event) {
        return event.kind() == WatchEvent.Kind.LEFT
                && event.reason() != ChangeReason.EXPIRED
                && event.reason() != ChangeReason.DEREGISTERED;
    }

    private void apply(WatchEvent event, boolean coalesced) {
        InstanceView before = held.get(event.key());
        assertThat(event.kind() == WatchEvent.Kind.JOINED)
                .as("Unique: JOINED means that it was not there: %s", event)
                .isEqualTo(before == null);
        if (before != null && !coalesced) {
            assertThat(event.previousStatus()).as("Reliable: the status before").isEqualTo(before.status());
        }
        InstanceView after = event.instance();
        if (event.kind() == WatchEvent.Kind.LEFT) {
            assertThat(after).isNull();
            held.remove(event.key());
        } else {
            assertThat(after).isNotNull();
            held.put(event.key(), after);
        }
    }

    private void take(Bookmark bookmark) {
        assertThat(arriving)
                .as("Bookmarkable: not before the snapshot is complete")
                .isNull();
        assertThat(unfinished).as("Bookmarkable: not within a step").isEmpty();
        assertThat(bookmark.revision()).as("Ordered").isGreaterThanOrEqualTo(revision);
        revision = bookmark.revision();
        assertThat(held)
                .as("%s at %s", isResumed ? "Resumable" : "Bookmarkable", revision)
                .isEqualTo(history.matching(filter, revision));
        isResumed = false;
    }
}
