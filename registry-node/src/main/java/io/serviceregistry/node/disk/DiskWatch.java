package io.serviceregistry.node.disk;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when this node's disk is slow or stuck, and acts on it.
 *
 * <pre>
 * well  to slow   something has waited for the disk for {@code slowAfter}
 * slow  to well   nothing has waited that long for {@link #WELL_AFTER}
 * any   to failed something has waited for {@code failedAfter}: the node ends
 * </pre>
 *
 * <p><b>A leader hands leadership over</b> when an entry has waited for its own disk for {@code slowAfter} and so many followers have
 * had it on their disks by then that they are a majority by themselves: then entries are committed without this disk, and only the
 * lead still rests on it. It goes to the one that is furthest. Where a majority needs this disk, because others are as slow or down,
 * the leader stays: somebody must lead, moving would not help, and a new term costs every disk more. A slow node may still be
 * elected, since it may be the only one whose log reaches far enough; it hands over again as soon as that helps.
 *
 * <p><b>Its time</b> is that of its own ticks: what a tick is late counts for two ticks at most. A process that was stopped, or got
 * no CPU, has not seen its disk be slow.
 *
 * <p>{@link #tick} belongs to one thread and does not block. Whatever may block with the disk is done by another, and a look
 * from which that thread does not return counts as stuck as well. The rest is thread-safe.
 */
public final class DiskWatch {
    /** Between two ticks. */
    public static final Duration TICK = Duration.ofMillis(100);

    /** A disk that stutters is not well between two hiccups. */
    static final Duration WELL_AFTER = Duration.ofSeconds(10);

    /** During an attempt the leader takes no writes: one that has failed is not repeated at once. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);

    private final NodeDisk disk;
    private final Duration slowAfter;
    private final Duration failedAfter;
    private final FaultHandler faults;
    private final Clock clock;
    private final Executor mayBlock;

    private final Backlog log = new Backlog();
    private final Backlog votes = new Backlog();
    private final Backlog looks = new Backlog();
    private final AtomicLong looksDone = new AtomicLong();
    private final SortedSet<String> ahead = new TreeSet<>();
    private volatile DiskProgress seen = DiskProgress.NONE;
    private volatile boolean stopped;
    private volatile long nowNanos;
    private volatile long slowSinceNanos;
    private volatile boolean slow;
    private long readAtNanos;
    private long looksBegun;
    private long lastBadNanos;
    private long judgedEntry = -1;
    private long nextAttemptNanos;

    /**
     * Watches from the first tick on.
     *
     * @param slowAfter what has waited so long makes the disk slow
     * @param failedAfter what has waited so long ends the node
     * @param mayBlock runs one task at a time, on a thread that nobody else needs
     */
    public DiskWatch(
            NodeDisk disk,
            Duration slowAfter,
            Duration failedAfter,
            FaultHandler faults,
            Clock clock,
            Executor mayBlock) {
        this.disk = disk;
        this.slowAfter = slowAfter;
        this.failedAfter = failedAfter;
        this.faults = faults;
        this.clock = clock;
        this.mayBlock = mayBlock;
        this.readAtNanos = clock.monotonicNanos();
    }

    /** Looks at the disk and acts; to be called every {@link #TICK}. */
    public void tick() {
        if (stopped) {
            return;
        }
        advance();
        look();
        DiskProgress progress = seen;
        log.observe(nowNanos, progress.logAppended(), progress.logFlushed());
        votes.observe(nowNanos, progress.votesBegun(), progress.votesWritten());
        looks.observe(nowNanos, looksBegun, looksDone.get());
        judgeSlowness(Math.max(log.ageNanos(nowNanos), votes.ageNanos(nowNanos)));
        considerHandOver();
        endIfStuck();
    }

    private void advance() {
        long readNanos = clock.monotonicNanos();
        nowNanos += Math.min(readNanos - readAtNanos, 2 * TICK.toNanos());
        readAtNanos = readNanos;
    }

    private void look() {
        if (looksDone.get() < looksBegun) {
            return; // the last look has not returned
        }
        looksBegun++;
        mayBlock.execute(() -> {
            try {
                seen = disk.progress();
            } catch (IllegalStateException e) {
                LOG.debug("The log is not open", e);
            } finally {
                looksDone.incrementAndGet();
            }
        });
    }

    private void judgeSlowness(long ageNanos) {
        if (ageNanos >= slowAfter.toNanos()) {
            lastBadNanos = nowNanos;
            if (!slow) {
                slowSinceNanos = nowNanos - ageNanos;
                slow = true;
                LOG.warn("The disk is slow: what was given to it {} ms ago is not on it yet", millis(ageNanos));
            }
        } else if (slow && nowNanos - lastBadNanos >= WELL_AFTER.toNanos()) {
            slow = false;
            LOG.info("The disk is well again: it was slow for {} ms", millis(lastBadNanos - slowSinceNanos));
        }
    }

    private void considerHandOver() {
        boolean late = log.ageNanos(nowNanos) >= slowAfter.toNanos();
        if (!late) {
            ahead.clear();
            return;
        }
        Map<String, Long> acknowledged = disk.acknowledged();
        if (judgedEntry != log.awaited()) {
            judgedEntry = log.awaited();
            ahead.clear();
            acknowledged.forEach((follower, index) -> {
                if (index >= judgedEntry) {
                    ahead.add(follower);
                }
            });
        }
        int voters = acknowledged.size() + 1;
        if (ahead.size() <= voters / 2) {
            return; // nothing is committed without this disk
        }
        Optional<String> best = acknowledged.entrySet().stream()
                .filter(follower -> ahead.contains(follower.getKey()))
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
        if (best.isPresent() && nowNanos - nextAttemptNanos >= 0) {
            nextAttemptNanos = nowNanos + RETRY_AFTER.toNanos();
            handOver(best.get());
        }
    }

    private void handOver(String follower) {
        LOG.warn(
                "The disk is slow, that of {} is not: entry {} is on it. Leadership goes there", follower, judgedEntry);
        mayBlock.execute(() -> {
            var unused = disk.handOver(follower).whenComplete((done, failure) -> {
                if (failure == null) {
                    LOG.info("Leadership was handed to {}", follower);
                } else {
                    LOG.warn("Leadership was not handed to {}: {}", follower, failure.toString());
                }
            });
        });
    }

    private void endIfStuck() {
        long limitNanos = failedAfter.toNanos();
        if (log.ageNanos(nowNanos) >= limitNanos) {
            fail("entry " + log.awaited() + " of the log");
        } else if (votes.ageNanos(nowNanos) >= limitNanos) {
            fail("term and vote");
        } else if (looks.ageNanos(nowNanos) >= limitNanos) {
            fail("a look at the log");
        }
    }

    private void fail(String what) {
        stopped = true;
        faults.onFault(
                FaultKind.DISK_FAILED,
                "the disk is stuck: " + what + " has waited for it for " + failedAfter.toMillis() + " ms",
                null);
    }

    /** For how long the disk has been slow; empty when it is not. */
    public OptionalLong slowMillis() {
        return slow ? OptionalLong.of(millis(nowNanos - slowSinceNanos)) : OptionalLong.empty();
    }

    /** Looks no more: from now on the log may close. */
    public void stop() {
        stopped = true;
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
