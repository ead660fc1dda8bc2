package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last change sets, without a gap: as many as fit into a number of changes and of bytes, and the newest in any case.
 *
 * <p>Thread-safe; one thread appends.
 */
final class ChangeLog {
    private record Kept(ChangeSet changes, long bytes) {}

    private final int maxChanges;
    private final long maxBytes;
    /** By revision, modulo its length, which is a power of two. */
    private @Nullable Kept[] ring = new @Nullable Kept[1 << 8];

    private long last;
    private int count;
    private long changes;
    private long bytes;

    /** Empty, and at the revision of an empty registry. */
    ChangeLog(int maxChanges, long maxBytes) {
        this.maxChanges = maxChanges;
        this.maxBytes = maxBytes;
    }

    /** Adds the changes of the revision after the {@linkplain #last last}. */
    synchronized void append(ChangeSet next) {
        if (next.revision() != last + 1) {
            throw new IllegalArgumentException("revision " + next.revision() + " (expected: " + (last + 1) + ')');
        }
        if (count == ring.length) {
            grow();
        }
        Kept entry = new Kept(next, bytes(next));
        last = next.revision();
        ring[slot(last)] = entry;
        count++;
        changes += next.changes().size();
        bytes += entry.bytes();
        while (count > 1 && (changes > maxChanges || bytes > maxBytes)) {
            dropOldest();
        }
    }

    /** Forgets everything, and goes on after a revision. */
    synchronized void reset(long revision) {
        while (count > 0) {
            dropOldest();
        }
        last = revision;
    }

    /** The revision of the newest change set, or the one that the next follows. */
    synchronized long last() {
        return last;
    }

    /** The oldest revision that is kept; the one to come when none is. */
    synchronized long first() {
        return last - count + 1;
    }

    /** At most so many change sets from a revision on, in order; empty when that one is not kept any more. */
    synchronized Optional<List<ChangeSet>> from(long revision, int limit) {
        if (revision < first()) {
            return Optional.empty();
        }
        List<ChangeSet> found = new ArrayList<>();
        for (long each = revision; each <= last && found.size() < limit; each++) {
            Kept entry = ring[slot(each)];
            if (entry == null) {
                throw new IllegalStateException("revision " + each + " is missing between " + first() + " and " + last);
            }
            found.add(entry.changes());
        }
        return Optional.of(found);
    }

    private void dropOldest() {
        int oldest = slot(first());
        Kept dropped = ring[oldest];
        if (dropped != null) {
            changes -= dropped.changes().changes().size();
            bytes -= dropped.bytes();
        }
        ring[oldest] = null;
        count--;
    }

    private void grow() {
        @Nullable Kept[] former = ring;
        ring = new @Nullable Kept[2 * former.length];
        for (long each = first(); each <= last; each++) {
            ring[slot(each)] = former[(int) (each & (former.length - 1))];
        }
    }

    private int slot(long revision) {
        return (int) (revision & (ring.length - 1));
    }

    private static long bytes(ChangeSet set) {
        long bytes = 0;
        for (Change change : set.changes()) {
            bytes += InstanceSize.of(change.before()) + InstanceSize.of(change.after());
        }
        return bytes;
    }
}
