package io.serviceregistry.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears how the calls of a client to the registry ended, for latencies and traces. {@link RegistryClient#stats()} counts them
 * anyway.
 *
 * <p>Called once for each call, whatever number of attempts it took, on the thread on which it ended and before its caller hears
 * of it; several calls may end at once. Must not block: every caller waits for it. What it throws is logged.
 */
@FunctionalInterface
public interface CallObserver {

    /**
     * A call has ended.
     *
     * @param method the method of the registry's API, such as {@code Register}
     * @param failure what its caller is told; null when it was answered
     * @param took how long it took, all its attempts and the pauses between them included
     */
    void ended(String method, @Nullable RegistryException failure, Duration took);
}
