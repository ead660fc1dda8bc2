package io.serviceregistry.node.agreement;

import io.serviceregistry.node.core.state.StateImage;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state digests of this node at every so many log indices, the latest of them. The thread of apply notes, any thread asks.
 *
 * <p>They are of this life of this state: whoever restores another state clears them.
 */
public final class DigestNotes {
    /**
     * A comparison may wait some seconds for a node, while the log goes on: at 20 entries from note to note, enough for a
     * thousand entries a second.
     */
    static final int MAX_NOTES = 512;

    private final long interval;
    private final SortedMap<Long, Long> digests = new TreeMap<>();

    /** Notes the digest at every multiple of {@code interval}: the same on all nodes, or they have nothing to compare. */
    public DigestNotes(long interval) {
        this.interval = interval;
    }

    /** Notes the digest of a state, if its index is one of those to note. */
    void note(StateImage image) {
        if (image.logIndex() % interval != 0) {
            return;
        }
        synchronized (this) {
            digests.put(image.logIndex(), image.digest());
            if (digests.size() > MAX_NOTES) {
                digests.remove(digests.firstKey());
            }
        }
    }

    /** The digest at a log index; empty when it is not there yet, not there any more, or none of those to note. */
    public synchronized OptionalLong at(long logIndex) {
        Long digest = digests.get(logIndex);
        return digest == null ? OptionalLong.empty() : OptionalLong.of(digest);
    }

    /** The index noted last; 0 when there is none. */
    synchronized long newestIndex() {
        return digests.isEmpty() ? 0 : digests.lastKey();
    }

    synchronized void clear() {
        digests.clear();
    }
}
