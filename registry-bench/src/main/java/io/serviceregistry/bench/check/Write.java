package io.serviceregistry.bench.check;

/**
 * A request that sets a key, over all its attempts.
 *
 * <p>Times are of one monotonic clock of the harness. The place in the log comes from the answer; without an answer
 * there is none.
 *
 * @param key what is written; one request per key is under way at a time
 * @param value what it is set to, different for each write of the key; {@link #ABSENT} removes it
 * @param callNanos when the first attempt was sent
 * @param returnNanos when the outcome was known; {@link #NEVER} for an indeterminate one
 * @param node the node that was asked
 * @param revision the revision right after it; 0 when not known
 * @param logIndex the index of its entry; 0 when not known
 * @param commandIndex its place in the entry
 */
public record Write(
        String key,
        int value,
        long callNanos,
        long returnNanos,
        String node,
        Outcome outcome,
        long revision,
        long logIndex,
        int commandIndex) {
    /** The value of a key that is not there. */
    public static final int ABSENT = 0;

    public static final long NEVER = Long.MAX_VALUE;

    /** What became of a write. */
    public enum Outcome {
        /** Acknowledged. */
        APPLIED,
        /** An error that says it has no effect, on every attempt. */
        NOT_APPLIED,
        /** It may take effect once, at any time after its call, or never. */
        INDETERMINATE
    }

    /** A write that was acknowledged. */
    public static Write applied(
            String key,
            int value,
            long callNanos,
            long returnNanos,
            String node,
            long revision,
            long logIndex,
            int commandIndex) {
        return new Write(key, value, callNanos, returnNanos, node, Outcome.APPLIED, revision, logIndex, commandIndex);
    }

    /** A write that every attempt said not to have been applied. */
    public static Write notApplied(String key, int value, long callNanos, long returnNanos, String node) {
        return new Write(key, value, callNanos, returnNanos, node, Outcome.NOT_APPLIED, 0, 0, 0);
    }

    /** A write whose outcome was never learned. */
    public static Write indeterminate(String key, int value, long callNanos, String node) {
        return new Write(key, value, callNanos, NEVER, node, Outcome.INDETERMINATE, 0, 0, 0);
    }

    String describe() {
        return (value == ABSENT ? "removal of " + key : key + "=" + value) + " at revision " + revision + ", log index "
                + logIndex + ", through " + node;
    }
}
