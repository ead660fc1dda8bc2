package io.serviceregistry.client.testkit;

/** The seed of a test that takes chances: fixed, or given to run a failure again with {@code -Dseed=...}. */
public final class Seeds {

    private static final long FIXED = 20_260_101L;

    private Seeds() {}

    /** The seed to use. */
    public static long seed() {
        return Long.getLong("seed", FIXED);
    }
}
