package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.SnapshotFile;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.replication.StateJudge;
import io.serviceregistry.node.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots without making apply wait: the image is taken on the thread of apply in constant time, the file is
 * written by another.
 *
 * <p>A snapshot is written of a state that was compared with the other nodes' ({@link SnapshotCandidate}), and counts only
 * when it is durable: then Ratis is told, which purges the log up to it. One is written at a time.
 */
final class BackgroundSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundSnapshots.class);

    /** Ratis asks for the files once for each chunk: reading all of them each time would cost more than sending. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** What a start applies in a moment, a snapshot before the stop is not worth. */
    static final int FEW_ENTRIES = 2_000;

    private final RaftSettings settings;
    private final Clock clock;
    private final Executor writer;
    private final FaultHandler faults;
    private final Runnable onDurable;
    private final SnapshotCandidate candidate;
    private @Nullable SnapshotDirectory directory;
    private @Nullable SnapshotInstall install;
    private final AtomicLong entriesSince = new AtomicLong(); // counted by the thread of apply alone
    private long bytesSince;
    private long takenAtNanos;
    private @Nullable Path lookedThrough;
    private long lookedThroughAtNanos;
    private volatile boolean writing;
    private volatile boolean stopped;
    private volatile @Nullable CompletableFuture<Void> awaitedBeforeStop;
    private volatile boolean suspended;
    private volatile int suspensions;

    /** Registry time of the state in the newest durable one; 0 without one. */
    private final AtomicLong durableTimeMillis = new AtomicLong();

    private volatile long writtenInNanos;

    /** Never goes back: Ratis closes a member whose snapshots do. */
    private final AtomicLong durableIndex = new AtomicLong(-1);

    /**
     * Snapshots by the thresholds of {@code settings}.
     *
     * @param writer runs one task at a time, off the thread of apply
     * @param onDurable called by the writer when a snapshot is durable
     */
    BackgroundSnapshots(
            RaftSettings settings,
            StateJudge judge,
            Clock clock,
            Executor writer,
            FaultHandler faults,
            Runnable onDurable) {
        this.settings = settings;
        this.candidate = new SnapshotCandidate(judge);
        this.clock = clock;
        this.writer = writer;
        this.faults = faults;
        this.onDurable = onDurable;
    }

    /** Snapshots go here from now on; those of other nodes arrive there. */
    void start(SnapshotDirectory where, SnapshotInstall arrivals) {
        directory = where;
        install = arrivals;
        takenAtNanos = clock.monotonicNanos();
    }

    /**
     * A snapshot of another node is about to replace ours: what is being written loses its place, and no other is begun
     * until the state is {@linkplain #loaded restored} from it.
     */
    synchronized void suspend() {
        suspended = true;
        suspensions++;
    }

    /** The state was restored from a snapshot. */
    void loaded(TermIndex position, StateImage image) {
        durableIndex.accumulateAndGet(position.getIndex(), Math::max);
        durableTimeMillis.accumulateAndGet(image.timeMillis(), Math::max);
        candidate.drop();
        entriesSince.set(0);
        bytesSince = 0;
        takenAtNanos = clock.monotonicNanos();
        suspended = false;
    }

    /** An entry was applied; called on the thread of apply. */
    void applied(StateImage image, int bytes) {
        entriesSince.setRelease(entriesSince.getPlain() + 1);
        bytesSince += bytes;
        int suspensionsBefore = suspensions; // before the flag: a suspension from here on is seen by one or the other
        if (writing || suspended) {
            return;
        }
        StateImage next = candidate.next(image, isDue(), clock.monotonicNanos());
        if (next != null) {
            take(next, suspensionsBefore);
        }
    }

    private boolean isDue() {
        return (awaitedBeforeStop != null && entriesSince.getPlain() >= FEW_ENTRIES)
                || entriesSince.getPlain() >= settings.snapshotEntries()
                || bytesSince >= settings.snapshotLogBytes()
                || clock.monotonicNanos() - takenAtNanos
                        >= settings.snapshotInterval().toNanos();
    }

    private void take(StateImage image, int suspensionsBefore) {
        entriesSince.set(0);
        bytesSince = 0;
        takenAtNanos = clock.monotonicNanos();
        writing = true;
        writer.execute(() -> {
            try {
                if (!stopped && suspensions == suspensionsBefore) {
                    write(image);
                }
            } catch (IOException | UncheckedIOException e) {
                failed(FaultKind.DISK_FAILED, suspensionsBefore, e);
            } catch (RuntimeException e) {
                failed(FaultKind.BROKEN_INVARIANT, suspensionsBefore, e);
            } finally {
                writing = false;
            }
        });
    }

    /** Unless the snapshot has lost its place meanwhile: then that is why. */
    private void failed(FaultKind kind, int suspensionsBefore, Exception cause) {
        if (suspensions == suspensionsBefore && !stopped) {
            faults.onFault(kind, "a snapshot cannot be written", cause);
        }
    }

    private void write(StateImage image) throws IOException {
        SnapshotDirectory where = directory;
        SnapshotInstall arrivals = install;
        if (where == null || arrivals == null) {
            throw new IllegalStateException("not started");
        }
        long beganAtNanos = clock.monotonicNanos();
        TermIndex position = TermIndex.valueOf(image.scalars().term(), image.logIndex());
        SnapshotFile.write(where.file(position), image, settings.clusterId());
        where.added(position);
        where.keepNewest(SnapshotDirectory.KEPT);
        arrivals.dropOutlived(position.getIndex());
        durableTimeMillis.accumulateAndGet(image.timeMillis(), Math::max);
        durableIndex.accumulateAndGet(position.getIndex(), Math::max);
        writtenInNanos = clock.monotonicNanos() - beganAtNanos;
        onDurable.run();
        CompletableFuture<Void> awaited = awaitedBeforeStop;
        if (awaited != null && entriesSince.getAcquire() < FEW_ENTRIES) { // else it was one that had been under way
            awaited.complete(null);
        }
    }

    /**
     * The node is about to stop: what was applied since the last snapshot it would have to apply again, so another is due now,
     * unless that is little, or the snapshot would take longer than there is time.
     *
     * @return completes when it is durable; at once when there is none to wait for
     */
    CompletableFuture<Void> beforeStop(Duration time) {
        if (entriesSince.getAcquire() < FEW_ENTRIES || writtenInNanos > time.toNanos()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> written = new CompletableFuture<>();
        awaitedBeforeStop = written;
        return written;
    }

    /**
     * A snapshot is being sent to another node, which refuses it when it is damaged, and is sent it again for as long as it
     * is the newest. So it is looked through here as well, and a node that has a damaged one stops.
     */
    void sending(Path file) {
        long nowNanos = clock.monotonicNanos();
        synchronized (this) {
            if (file.equals(lookedThrough) && nowNanos - lookedThroughAtNanos < LOOK_EVERY.toNanos()) {
                return;
            }
            lookedThrough = file;
            lookedThroughAtNanos = nowNanos;
        }
        writer.execute(() -> {
            try {
                SnapshotFile.verify(file);
            } catch (NoSuchFileException e) {
                LOG.debug("A newer snapshot has taken the place of {}", file);
            } catch (IOException | RuntimeException e) {
                faults.onFault(FaultKind.DISK_FAILED, "a snapshot is damaged that another node needs", e);
            }
        });
    }

    /** The index of the newest durable snapshot; -1 without one. */
    long durableIndex() {
        return durableIndex.get();
    }

    /** The registry time of the state in the newest durable snapshot, in milliseconds; 0 without one. */
    long durableTimeMillis() {
        return durableTimeMillis.get();
    }

    /** How long the last snapshot that this process wrote took to become durable; 0 before the first. */
    long writtenInNanos() {
        return writtenInNanos;
    }

    /** Begins no further snapshot. */
    void stop() {
        stopped = true;
    }
}
