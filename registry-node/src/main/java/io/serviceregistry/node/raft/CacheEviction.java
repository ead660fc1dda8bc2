package io.serviceregistry.node.raft;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.ratis.protocol.RaftGroupMemberId;

/**
 * The thread of Ratis that drops what its cache of the log has too much of.
 *
 * <p>Ratis 3.3.0 waits for its end while it holds the lock that this thread may be about to take: then neither comes on, and
 * closing never ends (RATIS-2719). The thread is woken when a segment of the log is closed, which the first entry of a new leader
 * does; so of all moments a leader that hands over and closes right away had chosen the worst.
 */
final class CacheEviction {
    private static final Duration A_MOMENT = Duration.ofMillis(5);
    private static final int MOMENTS = 200; // it takes microseconds; a second, should it be stuck

    private CacheEviction() {}

    /**
     * Waits until a member's thread waits for work, for a second at most.
     *
     * @param willBeWoken whether an entry is about to come that closes a segment
     */
    static void awaitIdle(RaftGroupMemberId member, BooleanSupplier willBeWoken) {
        Optional<Thread> thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith(member + "-cacheEviction"))
                .findFirst();
        int moments = 0;
        do {
            LockSupport.parkNanos(A_MOMENT.toNanos()); // it may have been woken and not run yet
            moments++;
        } while (moments < MOMENTS
                && (willBeWoken.getAsBoolean()
                        || thread.filter(CacheEviction::isBusy).isPresent()));
    }

    /** Idle it waits for a signal; else it runs, waits for a lock, or has ended. */
    private static boolean isBusy(Thread thread) {
        return thread.isAlive() && !(LockSupport.getBlocker(thread) instanceof Condition);
    }
}
