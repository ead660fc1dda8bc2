package io.serviceregistry.node.raft;

import io.serviceregistry.node.disk.NodeDisk;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.replication.Replicator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.LeaderElectionManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;

/**
 * This node's member of the Raft group: builds it, starts it, stops it, and gives out the ports behind which it works.
 * Thread-safe.
 */
public final class RatisNode {
    /** Ratis keeps three snapshots and purges whole segments: a moment after the snapshot, and once more when it was busy. */
    private static final long[] PURGE_AFTER_MILLIS = {1_000, 10_000};

    /** Damage within the last second before a stop may go unnoticed; one small write per second costs nothing. */
    private static final long MARK_MILLIS = 1_000;

    private static final long LISTEN_MILLIS = 20; // for the leader, of a follower
    private static final long LOOK_MILLIS = 1_000; // at followers, of a leader

    private static final Duration PURGE_TIMEOUT = Duration.ofSeconds(10);

    static {
        keepRatisFromEndingTheProcess();
    }

    private final MemberNames names;
    private final RaftServer server;
    private final RaftServer.Division division;
    private final BackgroundSnapshots snapshots;
    private final MarkRaiser raiseMark;
    private final Executor snapshotWriter;
    private final RatisReplicator replicator;
    private final RatisConsensusView consensus;
    private final RatisDisk disk;
    private final Candidacy candidacy;
    private final PromptElection election;
    private final ScheduledExecutorService timer;
    private final ClientId adminId = ClientId.randomId();
    private final AtomicLong adminCallId = new AtomicLong();
    private volatile KnownMembers members;

    /**
     * Builds the member; it does nothing before {@link #start}.
     *
     * @throws IOException when the storage cannot be used
     */
    public RatisNode(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
        this(
                settings,
                surroundings,
                settings.joins() ? List.of() : settings.members(),
                guards(settings.nodeId()),
                RatisProperties.of(settings),
                EntryReading.AS_LOGGED);
    }

    /**
     * As above, with what tests choose.
     *
     * @param firstVoters the group as it began; empty for a member that joins one: a node that believes itself a voter could
     *     elect itself
     * @param interceptors see the calls of other nodes, the last one first
     */
    RatisNode(
            RaftSettings settings,
            RaftSurroundings surroundings,
            List<RaftSettings.Member> firstVoters,
            List<? extends ServerInterceptor> interceptors,
            RaftProperties properties,
            EntryReading reading)
            throws IOException {
        this.timer = surroundings.timer();
        this.snapshotWriter = surroundings.snapshotWriter();
        this.snapshots = new BackgroundSnapshots(
                settings,
                surroundings.judge(),
                surroundings.clock(),
                snapshotWriter,
                surroundings.faults(),
                this::purgeLog);
        LowWaterMark lowWater = LowWaterMark.open(lowWaterFile(settings.storageDir()));
        RatisStateMachine stateMachine =
                new RatisStateMachine(settings.clusterId(), surroundings, snapshots, lowWater, reading);
        RaftGroupId groupId = RaftGroupId.valueOf(groupUuid(settings.clusterId()));
        this.names = new MemberNames(surroundings.movedTo());
        Parameters parameters = NodeRpc.parameters(names, surroundings.clock());
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, (builder, types) -> {
            interceptors.forEach(builder::intercept);
            return builder;
        });
        this.server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(settings.nodeId()))
                .setGroup(RaftGroup.valueOf(groupId, RaftPeers.of(firstVoters)))
                .setStateMachine(stateMachine)
                .setProperties(properties)
                .setParameters(parameters)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
        this.division = server.getDivision(groupId);
        this.members = KnownMembers.of(division.getRaftConf());
        this.raiseMark = new MarkRaiser(lowWater, division, surroundings.faults());
        this.replicator = new RatisReplicator(division);
        this.consensus = new RatisConsensusView(division, stateMachine, surroundings.judge());
        this.disk = new RatisDisk(this, division, stateMachine);
        this.candidacy = new Candidacy(this::pauseElections, timer);
        this.election = new PromptElection(
                server, division, settings, surroundings.clock(), new SplittableRandom(), candidacy::stands);
    }

    /** What stands before Ratis' handlers on every node. */
    static List<ServerInterceptor> guards(String nodeId) {
        return List.of(new TermOrderGuard(), new RecipientGuard(nodeId), new NodePortGuard());
    }

    /**
     * Ratis ends the process when its port is taken, and makes itself the judge of every uncaught exception in it. Both are
     * for whoever runs the node to decide.
     */
    private static void keepRatisFromEndingTheProcess() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /** A cluster's Raft group: the same on all its nodes, different from that of any other cluster. */
    static UUID groupUuid(String clusterId) {
        return UUID.nameUUIDFromBytes(("service-registry:" + clusterId).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Joins the group.
     *
     * @throws IOException when the port is busy or the log cannot be read
     */
    public void start() throws IOException {
        server.start();
        var unused = timer.scheduleWithFixedDelay(
                () -> snapshotWriter.execute(raiseMark), MARK_MILLIS, MARK_MILLIS, TimeUnit.MILLISECONDS);
        NamedMembers transport = (NamedMembers) server.getServerRpc();
        var listening =
                timer.scheduleWithFixedDelay(election::look, LISTEN_MILLIS, LISTEN_MILLIS, TimeUnit.MILLISECONDS);
        var looks = timer.scheduleWithFixedDelay(
                () -> transport.look(division), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Beside the log and not in it: it must still be there when the log is gone. */
    static Path lowWaterFile(Path storageDir) {
        return storageDir.resolveSibling(storageDir.getFileName() + ".low-water-mark");
    }

    /** Ratis' side of it, for tests that reach around the ports. */
    RaftServer.Division division() {
        return division;
    }

    /** The log. */
    public Replicator replicator() {
        return replicator;
    }

    /** What this node knows of its place in the cluster. */
    public ConsensusView consensus() {
        return consensus;
    }

    /** The disk that the log is on. */
    public NodeDisk disk() {
        return disk;
    }

    /** Whether this node stands for election. */
    public Candidacy candidacy() {
        return candidacy;
    }

    private CompletableFuture<?> pauseElections(boolean pause) {
        RaftGroupId group = division.getMemberId().getGroupId();
        long callId = adminCallId.incrementAndGet();
        return server.leaderElectionManagementAsync(
                        pause
                                ? LeaderElectionManagementRequest.newPause(adminId, server.getId(), group, callId)
                                : LeaderElectionManagementRequest.newResume(adminId, server.getId(), group, callId))
                .thenAccept(reply -> requireSuccess("elections were not paused or resumed: ", reply));
    }

    /** The index of the newest durable snapshot; 0 without one. */
    public long snapshotIndex() {
        return Math.max(0, snapshots.durableIndex());
    }

    /** The registry time of the newest durable snapshot, in milliseconds; 0 without one. */
    public long snapshotTimeMillis() {
        return snapshots.durableTimeMillis();
    }

    /** How long the last snapshot that this process wrote took to become durable; 0 before the first. */
    public long snapshotNanos() {
        return snapshots.writtenInNanos();
    }

    /**
     * Has a snapshot written before the node stops, so that its next start has little to apply.
     *
     * @param time until then; what would take longer is not begun
     * @return completes when it is durable, or at once when there is none to wait for
     */
    public CompletableFuture<Void> snapshotBeforeStop(Duration time) {
        return snapshots.beforeStop(time);
    }

    /** Some of the members may be elsewhere than before. */
    public void membersMoved() {
        names.changed();
    }

    /** False once Ratis has given up this member, whatever the reason; it does not come back. */
    public boolean isAlive() {
        return division.getInfo().isAlive();
    }

    /** How the member is, for the watchdog. Does not block, whatever Ratis is stuck in. */
    public MemberCondition condition() {
        var info = division.getInfo();
        MemberCondition.Phase phase = switch (info.getLifeCycleState()) {
            case NEW, STARTING -> MemberCondition.Phase.WAITING;
            case RUNNING, PAUSING, PAUSED -> MemberCondition.Phase.MEMBER;
            case EXCEPTION, CLOSING, CLOSED -> MemberCondition.Phase.CLOSED;
        };
        boolean leads = phase == MemberCondition.Phase.MEMBER && info.isLeader();
        return new MemberCondition(
                phase,
                leads,
                leads && info.isLeaderReady(),
                consensus.leaderId().isPresent(),
                info.getCurrentTerm(),
                consensus.commitIndex() + consensus.appliedIndex());
    }

    /** Gives up leadership without naming a successor; works for a leader that is not ready, too. */
    public CompletableFuture<Void> stepDown(Duration timeout) {
        return transfer(null, timeout);
    }

    /**
     * Hands leadership to another node.
     *
     * @param target empty means any other
     * @return completes when another node leads, or exceptionally with the reason why none does after {@code timeout}
     */
    public CompletableFuture<Void> transferLeadership(Optional<String> target, Duration timeout) {
        return transfer(RaftPeerId.valueOf(target.orElseGet(this::bestFollower)), timeout);
    }

    /** Without a successor Ratis only makes the leader step down. */
    private CompletableFuture<Void> transfer(@Nullable RaftPeerId successor, Duration timeout) {
        TransferLeadershipRequest request = new TransferLeadershipRequest(
                adminId,
                server.getId(),
                division.getMemberId().getGroupId(),
                adminCallId.incrementAndGet(),
                successor,
                timeout.toMillis());
        try {
            return server.transferLeadershipAsync(request)
                    .thenAccept(reply -> requireSuccess("leadership was not handed over: ", reply));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Makes these the voters, in place of those that the asker knows; asked of the leader. New ones must run already, and are
     * brought up to date first.
     *
     * @param present the voters that are to be replaced: refused when they have changed
     * @return completes when the change is committed, or exceptionally with a {@code NotProposedException} when this node does not
     *     lead, and with an {@code IndeterminateOutcomeException} when it may come to the change yet, such as while another one
     *     is under way
     */
    public CompletableFuture<Void> changeVoters(
            Collection<RaftSettings.Member> present, Collection<RaftSettings.Member> voters) {
        SetConfigurationRequest request = new SetConfigurationRequest(
                adminId,
                server.getId(),
                division.getMemberId().getGroupId(),
                adminCallId.incrementAndGet(),
                SetConfigurationRequest.Arguments.newBuilder()
                        .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                        .setServersInCurrentConf(RaftPeers.of(present))
                        .setServersInNewConf(RaftPeers.of(voters))
                        .build());
        try {
            return server.setConfigurationAsync(request).thenAccept(RatisNode::requireChanged);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void requireChanged(RaftClientReply reply) {
        if (reply.getNotLeaderException() != null || reply.getLeaderNotReadyException() != null) {
            throw new NotProposedException(NotProposedException.Reason.NOT_LEADER);
        }
        if (!reply.isSuccess()) {
            throw new IndeterminateOutcomeException("the members are not changed yet: " + reply.getException());
        }
    }

    /**
     * The members as this node knows them from the log, in the order of their ids; while the membership changes, those before and
     * after. The same list for as long as nothing changes.
     */
    public List<RaftSettings.Member> members() {
        RaftConfiguration configuration = division.getRaftConf();
        KnownMembers known = members;
        if (known.configuration() != configuration) {
            known = KnownMembers.of(configuration);
            members = known;
        }
        return known.list();
    }

    private record KnownMembers(RaftConfiguration configuration, List<RaftSettings.Member> list) {
        static KnownMembers of(RaftConfiguration configuration) {
            Map<String, RaftSettings.Member> all = new TreeMap<>();
            configuration
                    .getPreviousPeers()
                    .forEach(peer -> all.put(peer.getId().toString(), RaftPeers.member(peer)));
            configuration.getCurrentPeers().forEach(peer -> all.put(peer.getId().toString(), RaftPeers.member(peer)));
            return new KnownMembers(configuration, List.copyOf(all.values()));
        }
    }

    /** The follower that has most of the log on its disk: another would have to catch up first, while nobody takes writes. */
    private String bestFollower() {
        return disk.acknowledged().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(consensus.nodeId());
    }

    private static void requireSuccess(String what, RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new IllegalStateException(what + reply.getException());
        }
    }

    /** Tells Ratis of a durable snapshot, so that it purges its log. It refuses while nothing was applied since: hence later. */
    private void purgeLog() {
        for (long delayMillis : PURGE_AFTER_MILLIS) {
            var unused = timer.schedule(this::requestPurge, delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void requestPurge() {
        var unused = server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                adminId,
                server.getId(),
                division.getMemberId().getGroupId(),
                adminCallId.incrementAndGet(),
                PURGE_TIMEOUT.toMillis(),
                1));
    }

    /** True when another member leads and its first entry, which every leader logs at once, has not come yet. */
    private boolean awaitsFirstEntry() {
        var info = division.getInfo();
        if (!info.getLifeCycleState().isRunning() || !info.isFollower() || info.getLeaderId() == null) {
            return false; // Ratis may have no log to ask
        }
        TermIndex last = division.getRaftLog().getLastEntryTermIndex();
        return last == null || last.getTerm() < info.getCurrentTerm();
    }

    /** Leaves the group and closes the log. May hang inside Ratis: the caller bounds it. */
    public void close() throws IOException {
        election.stop();
        snapshots.stop();
        raiseMark.run();
        CacheEviction.awaitIdle(division.getMemberId(), this::awaitsFirstEntry);
        server.close();
    }
}
