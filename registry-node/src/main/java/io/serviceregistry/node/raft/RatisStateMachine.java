package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.EntryCodec;
import io.serviceregistry.node.codec.SharedValues;
import io.serviceregistry.node.codec.SnapshotFile;
import io.serviceregistry.node.codec.UnknownCommandException;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.StateJudge;
import io.serviceregistry.node.replication.Views;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between Ratis and the state: decodes an entry, applies its commands, publishes the view, completes the proposer's promise,
 * and lets the snapshotter look. No decision about the registry is made here.
 *
 * <p>Everything runs on Ratis' one thread of apply, in the order of the log. An exception from apply is a fault: this
 * replica is not what it should be, and the node ends.
 */
final class RatisStateMachine extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(RatisStateMachine.class);

    private final SnapshotDirectory storage;
    private final String clusterId;
    private final Views views;
    private final ApplyListener listener;
    private final StateJudge judge;
    private final BackgroundSnapshots snapshots;
    private final FaultHandler faults;
    private final int supportedLevel;
    private final LowWaterMark lowWater;
    private @Nullable SnapshotInstall install;
    private final EntryReading reading;
    private final SharedValues shared = new SharedValues();
    private RegistryState state = new RegistryState(StateImage.empty());
    private volatile @Nullable RaftStorage stored;
    private volatile @Nullable VoteFile votes;
    private volatile long configurationTerm;
    private volatile long readyTerm;

    RatisStateMachine(
            String clusterId,
            RaftSurroundings surroundings,
            BackgroundSnapshots snapshots,
            LowWaterMark lowWater,
            EntryReading reading) {
        this.clusterId = clusterId;
        this.views = surroundings.views();
        this.listener = surroundings.listener();
        this.judge = surroundings.judge();
        this.snapshots = snapshots;
        this.lowWater = lowWater;
        this.faults = surroundings.faults();
        this.supportedLevel = surroundings.supportedLevel();
        this.storage = new SnapshotDirectory(snapshots::sending);
        this.reading = reading;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage raftStorage) throws IOException {
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, groupId, raftStorage);
                            open(server, raftStorage);
                        },
                        IOException.class);
    }

    private void open(RaftServer server, RaftStorage raftStorage) throws IOException {
        StoredFiles.makeDurable(raftStorage);
        stored = raftStorage;
        votes = VoteFile.install(raftStorage, faults);
        RaftStorageDirectory directory = raftStorage.getStorageDir();
        SnapshotInstall ours = new SnapshotInstall(
                directory.getRoot().toPath(),
                directory.getStateMachineDir().toPath(),
                directory.getTmpDir().toPath());
        ours.recover();
        install = ours;
        storage.init(raftStorage);
        snapshots.start(storage, ours);
        load();
        new LogCheck(
                        directory.getCurrentDir().toPath(),
                        RaftServerConfigKeys.Log.Appender.bufferByteLimit(server.getProperties()))
                .check(
                        snapshots.durableIndex(),
                        raftStorage.getMetadataFile().getMetadata().getTerm(),
                        lowWater.mark());
    }

    /**
     * Another node's snapshot has arrived and is about to take the place of ours, unless this throws: then Ratis answers
     * with the failure, and the leader sends it again.
     */
    @Override
    public void pause() {
        SnapshotInstall ours = install;
        if (ours == null) {
            throw new IllegalStateException("not initialized");
        }
        try {
            if (getLifeCycleState() != LifeCycle.State.RUNNING) {
                ours.refuse();
                throw new IOException("the last one is still being loaded");
            }
            ours.admit();
        } catch (IOException e) {
            LOG.warn("Does not install a snapshot: {}", e.getMessage());
            throw new UncheckedIOException(e);
        }
        snapshots.suspend();
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        try {
            storage.reload();
            load();
        } catch (IOException e) {
            diskFailed("an installed snapshot cannot be read or made durable", e);
            throw e;
        } catch (NewerLevelException e) {
            faults.onFault(FaultKind.NEWER_LEVEL, String.valueOf(e.getMessage()), null);
            throw e;
        } catch (RuntimeException e) {
            faults.onFault(FaultKind.DISK_FAILED, "an installed snapshot cannot be read", e);
            throw e;
        }
        LOG.info("Installed a snapshot of another node: the state is that of entry {}", snapshots.durableIndex());
        getLifeCycle().startAndTransition(() -> {}, IOException.class);
    }

    /** Starts from the newest snapshot. A damaged one stops the node: dropping it could drop acknowledged writes. */
    private void load() throws IOException {
        SnapshotInfo latest = storage.getLatestSnapshot();
        if (latest == null) {
            return;
        }
        Path file = storage.file(latest.getTermIndex());
        // Ratis forces neither an installed snapshot nor the directory that it puts in place with it.
        SnapshotFile.fsync(file);
        RegistryState restored = SnapshotFile.readState(file, clusterId);
        requireSupported(restored.image());
        state = restored;
        setLastAppliedTermIndex(latest.getTermIndex());
        state.skipTo(latest.getTerm(), latest.getIndex());
        snapshots.loaded(latest.getTermIndex(), state.image());
        judge.restored(state.image());
        CatalogView view = new CatalogView(state.image());
        views.publish(view);
        listener.restored(view);
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        TransactionContext.Builder builder = TransactionContext.newBuilder()
                .setClientRequest(request)
                .setStateMachine(this)
                .setLogData(request.getMessage().getContent());
        if (request.getMessage() instanceof PendingEntry pending) {
            return builder.setStateMachineContext(pending).build();
        }
        // Every entry is proposed by its own node; what comes over Ratis' client port is none of ours.
        TransactionContext refused = builder.build();
        refused.setException(new StateMachineException("entries are taken from the node itself only"));
        return refused;
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        if (transaction.getStateMachineContext() instanceof PendingEntry pending) {
            pending.markAppended();
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto logged = transaction.getLogEntry();
        try {
            apply(logged, transaction.getStateMachineContext() instanceof PendingEntry own ? own : null);
        } catch (NewerLevelException | UnknownCommandException e) {
            faults.onFault(FaultKind.NEWER_LEVEL, String.valueOf(e.getMessage()), null);
            throw e;
        } catch (RuntimeException | Error e) {
            faults.onFault(
                    FaultKind.BROKEN_INVARIANT, "cannot apply entry " + logged.getTerm() + ':' + logged.getIndex(), e);
            throw e;
        }
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    private void apply(LogEntryProto logged, @Nullable PendingEntry own) {
        var data = logged.getStateMachineLogEntry().getLogData();
        Entry entry = reading.read(
                logged.getTerm(), own != null ? own.entry() : EntryCodec.decode(data.asReadOnlyByteBuffer()));
        state.beginEntry(
                new EntryHeader(logged.getTerm(), logged.getIndex(), entry.proposerTerm(), entry.timeMillis()));
        List<Result> results = new ArrayList<>(entry.commands().size());
        List<ChangeSet> changes = new ArrayList<>();
        for (LoggedCommand command : entry.commands()) {
            RegistryState.Applied applied = state.apply(shared.in(command));
            results.add(applied.result());
            if (applied.changes() != null) {
                changes.add(applied.changes());
            }
        }
        updateLastAppliedTermIndex(logged.getTerm(), logged.getIndex());
        StateImage image = state.image();
        requireSupported(image);
        judge.applied(image);
        views.publish(new CatalogView(image));
        changes.forEach(listener::changed);
        if (own != null) {
            answer(own, results);
        }
        snapshots.applied(image, data.size());
    }

    /** Before anybody sees the state: raising the level changes nothing but the level, so nothing has been decided wrongly yet. */
    private void requireSupported(StateImage image) {
        if (image.featureLevel() > supportedLevel) {
            throw new NewerLevelException(image.featureLevel(), supportedLevel);
        }
    }

    /** The command is in the log and takes effect there; what a state that counts as wrong made of it is told to nobody. */
    private void answer(PendingEntry own, List<Result> results) {
        if (judge.isTrusted()) {
            own.results().complete(results);
        } else {
            own.results()
                    .completeExceptionally(
                            new IndeterminateOutcomeException("this node's state differs from that of the majority"));
        }
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        state.skipTo(term, index);
        StateImage image = state.image();
        judge.applied(image);
        views.publish(new CatalogView(image));
    }

    /** The last durable snapshot: it was written in the background, so there is nothing to wait for. */
    @Override
    public long takeSnapshot() {
        return snapshots.durableIndex();
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        return CompletableFuture.failedFuture(new StateMachineException("reads do not go through Ratis"));
    }

    @Override
    public CompletableFuture<Message> queryStale(Message request, long minIndex) {
        return query(request);
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        configurationTerm = term;
        if (stored != null) {
            try {
                StoredFiles.requireMembership(stored, index);
            } catch (IOException e) {
                diskFailed("the membership cannot be written", e);
            }
        }
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, @Nullable RaftPeerId leaderId) {
        listener.leaderChanged(leaderId == null ? "" : leaderId.toString());
    }

    @Override
    public void notifyLeaderReady() {
        // Directly preceded, on this thread, by the configuration entry of the leader's own term.
        readyTerm = configurationTerm;
        listener.leaderReady();
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failedEntry) {
        // Ratis would go on leading on a log that cannot be written.
        faults.onFault(FaultKind.DISK_FAILED, "the Raft log cannot be written", cause);
    }

    private void diskFailed(String what, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            Thread.currentThread().interrupt(); // the node stops, and this thread with it
            return;
        }
        faults.onFault(FaultKind.DISK_FAILED, what, cause);
    }

    @Override
    public void close() {
        getLifeCycle().checkStateAndClose();
        snapshots.stop();
    }

    /** Where term and vote are written; null before the start. */
    @Nullable
    VoteFile votes() {
        return votes;
    }

    /** The term for which this node became ready as a leader last. */
    long readyTerm() {
        return readyTerm;
    }
}
