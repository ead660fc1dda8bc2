package io.serviceregistry.node.service;

/**
 * How a read is to be answered, as the caller says it.
 *
 * @param minRevision with AT_LEAST, the revision to wait for; else 0
 * @param maxAgeMillis with LOCAL, the greatest age; 0 means no bound, as it must be else
 */
public record ReadOptions(Level level, long minRevision, long maxAgeMillis) {
    /** How fresh an answer must be. */
    public enum Level {
        /** Reflects every write acknowledged before the read arrived, on any node. */
        LINEARIZABLE,
        /** Reflects at least a revision. */
        AT_LEAST,
        /** What this node has. */
        LOCAL
    }

    public static final ReadOptions LINEARIZABLE = new ReadOptions(Level.LINEARIZABLE, 0, 0);

    /** Checks the options; {@code path} leads to them. */
    void check(String path) {
        if (level != Level.AT_LEAST && minRevision != 0) {
            throw new InvalidFieldException(
                    path + ".min_revision",
                    Long.toUnsignedString(minRevision),
                    "absent unless consistency is AT_LEAST");
        }
        if (level != Level.LOCAL && maxAgeMillis != 0) {
            throw new InvalidFieldException(
                    path + ".max_age_millis",
                    Long.toUnsignedString(maxAgeMillis),
                    "absent unless consistency is LOCAL");
        }
        FieldRules.number(path + ".min_revision", minRevision, 0, Long.MAX_VALUE);
        FieldRules.number(path + ".max_age_millis", maxAgeMillis, 0, Long.MAX_VALUE);
    }
}
