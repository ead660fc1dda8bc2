package io.serviceregistry.client;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How fresh an answer must be.
 *
 * @param consistency the consistency
 * @param minRevision with AT_LEAST: the revision to wait for; 0 otherwise
 * @param maxAge with LOCAL: refuse an answer that may be older; null means no bound
 */
public record ReadOptions(
        Consistency consistency, long minRevision, @Nullable Duration maxAge) {

    /** What a read may cost and what it promises. */
    public enum Consistency {
        /** Reflects every write acknowledged before the request, whichever node answers. Needs a majority. */
        LINEARIZABLE,
        /** Reflects at least a given revision; waits for it until the deadline. */
        AT_LEAST,
        /** What the node has, even without a majority; the header says how old it may be. */
        LOCAL
    }

    private static final ReadOptions LINEARIZABLE = new ReadOptions(Consistency.LINEARIZABLE, 0, null);
    private static final ReadOptions LOCAL = new ReadOptions(Consistency.LOCAL, 0, null);

    public ReadOptions {
        Objects.requireNonNull(consistency, "consistency");
        if (minRevision < 0 || (minRevision > 0 && consistency != Consistency.AT_LEAST)) {
            throw new IllegalArgumentException("minRevision: " + minRevision + " (expected: >= 0, and only AT_LEAST)");
        }
        if (maxAge != null && (consistency != Consistency.LOCAL || maxAge.toMillis() <= 0)) {
            throw new IllegalArgumentException("maxAge: " + maxAge + " (expected: >= 1 ms, and only LOCAL)");
        }
    }

    /** The default: reflects every write acknowledged before the request. */
    public static ReadOptions linearizable() {
        return LINEARIZABLE;
    }

    /** Reflects at least {@code revision}, as found in the header of an earlier answer. */
    public static ReadOptions atLeast(long revision) {
        return new ReadOptions(Consistency.AT_LEAST, revision, null);
    }

    /** Whatever the node that answers has. */
    public static ReadOptions local() {
        return LOCAL;
    }

    /** What the node that answers has, unless it may be older than {@code maxAge}, in whole milliseconds. */
    public static ReadOptions local(Duration maxAge) {
        return new ReadOptions(Consistency.LOCAL, 0, maxAge);
    }
}
