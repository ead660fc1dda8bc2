package io.serviceregistry.bench.check.wgl;

/**
 * An operation with its times.
 *
 * @param returnNanos {@link #NEVER} when it may take effect at any time after its call, or never
 */
public record Call<O>(O operation, long callNanos, long returnNanos) {
    /** The return of what never returned. */
    public static final long NEVER = Long.MAX_VALUE;

    /** True when it need not have happened. */
    public boolean isOptional() {
        return returnNanos == NEVER;
    }
}
