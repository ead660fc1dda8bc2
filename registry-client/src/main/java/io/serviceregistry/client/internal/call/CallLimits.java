package io.serviceregistry.client.internal.call;

/**
 * How long a call may take.
 *
 * @param deadlineAtNanos when the call has to be over, in the scheduler's time
 * @param attemptNanos the longest one attempt takes before another node is tried
 */
record CallLimits(long deadlineAtNanos, long attemptNanos) {

    CallLimits {
        if (attemptNanos <= 0) {
            throw new IllegalArgumentException("attemptNanos: " + attemptNanos + " (expected: > 0)");
        }
    }
}
