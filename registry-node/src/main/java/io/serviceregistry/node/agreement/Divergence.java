package io.serviceregistry.node.agreement;

import org.jspecify.annotations.Nullable;

/**
 * How this node's state differs.
 *
 * @param logIndex the index at which it was found to differ
 * @param digest what this node had, or had reported, there; null when that was in a former life and is not known any more
 * @param majorityDigest what the majority had there; null when no digest had a majority, or it is not known any more
 */
public record Divergence(
        long logIndex, @Nullable Long digest, @Nullable Long majorityDigest) {
    /** The digest as people read it: 16 hexadecimal digits; empty when it is not known. */
    public String digestText() {
        return text(digest);
    }

    /** The majority's digest as people read it; empty when there is none, or it is not known. */
    public String majorityDigestText() {
        return text(majorityDigest);
    }

    private static String text(@Nullable Long digest) {
        return digest == null ? "" : String.format("%016x", digest);
    }
}
