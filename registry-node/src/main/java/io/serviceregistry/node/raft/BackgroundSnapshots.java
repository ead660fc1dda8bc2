package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.SnapshotFile;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots without making apply wait: the image is taken on the thread of apply in constant time, the file is
 * written by another.
 *
 * <p>A snapshot counts only when it is durable: then Ratis is told, which purges the log up to it. One is written at a time.
 */
final class BackgroundSnapshots {
    private final RaftSettings settings;
    private final Clock clock;
    private final Executor writer;
    private final FaultHandler faults;
    private final Runnable onDurable;
    private @Nullable SimpleStateMachineStorage storage;
    private long entriesSince;
    private long bytesSince;
    private long takenAtNanos;
    private volatile boolean writing;
    private volatile boolean stopped;
    private volatile int suspensions;
    private volatile long durableIndex = -1;

    /**
     * Snapshots by the thresholds of {@code settings}.
     *
     * @param writer runs one task at a time, off the thread of apply
     * @param onDurable called by the writer when a snapshot is durable
     */
    BackgroundSnapshots(RaftSettings settings, Clock clock, Executor writer, FaultHandler faults, Runnable onDurable) {
        this.settings = settings;
        this.clock = clock;
        this.writer = writer;
        this.faults = faults;
        this.onDurable = onDurable;
    }

    /** Snapshots go here from now on. */
    void start(SimpleStateMachineStorage where) {
        storage = where;
        takenAtNanos = clock.monotonicNanos();
    }

    /** Snapshots of another node are about to replace ours: what is being written loses its place. */
    synchronized void suspend() {
        suspensions++;
    }

    /** The state was restored from a snapshot. */
    void loaded(TermIndex position) {
        durableIndex = Math.max(durableIndex, position.getIndex());
        entriesSince = 0;
        bytesSince = 0;
        takenAtNanos = clock.monotonicNanos();
    }

    /** An entry was applied; called on the thread of apply. */
    void applied(StateImage image, int bytes) {
        entriesSince++;
        bytesSince += bytes;
        if (!writing && isDue()) {
            take(image);
        }
    }

    private boolean isDue() {
        return entriesSince >= settings.snapshotEntries()
                || bytesSince >= settings.snapshotLogBytes()
                || clock.monotonicNanos() - takenAtNanos
                        >= settings.snapshotInterval().toNanos();
    }

    private void take(StateImage image) {
        entriesSince = 0;
        bytesSince = 0;
        takenAtNanos = clock.monotonicNanos();
        writing = true;
        int suspensionsBefore = suspensions;
        writer.execute(() -> {
            try {
                if (!stopped) {
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
        SimpleStateMachineStorage where = storage;
        if (where == null) {
            throw new IllegalStateException("not started");
        }
        long term = image.scalars().term();
        Path file = where.getSnapshotFile(term, image.logIndex()).toPath();
        SnapshotFile.write(file, image, settings.clusterId());
        MD5Hash digest = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
        SnapshotFile.fsync(MD5FileUtil.getDigestFileForFile(file.toFile()).toPath());
        where.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file, digest), term, image.logIndex()));
        durableIndex = image.logIndex();
        onDurable.run();
    }

    /** The index of the newest durable snapshot; -1 without one. */
    long durableIndex() {
        return durableIndex;
    }

    /** Begins no further snapshot. */
    void stop() {
        stopped = true;
    }
}
