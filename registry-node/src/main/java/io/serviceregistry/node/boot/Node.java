package io.serviceregistry.node.boot;

import io.grpc.BindableService;
import io.serviceregistry.node.agreement.DigestNotes;
import io.serviceregistry.node.agreement.LevelRaiser;
import io.serviceregistry.node.agreement.OwnState;
import io.serviceregistry.node.agreement.StateComparer;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.StopConfig;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.disk.DiskWatch;
import io.serviceregistry.node.door.PortInUseException;
import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.http.HttpServer;
import io.serviceregistry.node.lease.DueEnder;
import io.serviceregistry.node.lease.LeaseExpirer;
import io.serviceregistry.node.lease.RenewalBatcher;
import io.serviceregistry.node.membership.AddressBook;
import io.serviceregistry.node.membership.Membership;
import io.serviceregistry.node.membership.NodeAddresses;
import io.serviceregistry.node.membership.Phase;
import io.serviceregistry.node.metrics.CallMeters;
import io.serviceregistry.node.metrics.NodeMetrics;
import io.serviceregistry.node.raft.RaftSurroundings;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.CoalescedReadBarrier;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.replication.LaneLimits;
import io.serviceregistry.node.replication.ReadIndexLeader;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.replication.WriteConfig;
import io.serviceregistry.node.replication.WritePath;
import io.serviceregistry.node.rpc.AddressGrpcClient;
import io.serviceregistry.node.rpc.GrpcServers;
import io.serviceregistry.node.rpc.PeerGrpcClient;
import io.serviceregistry.node.service.AdmissionControl;
import io.serviceregistry.node.service.ReadConsistency;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.node.time.SystemClock;
import io.serviceregistry.node.watch.WatchHub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of the cluster: makes its parts, starts them in order, and stops them in the reverse. {@link #start} and
 * {@link #stop} are called by one thread each.
 */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** How long another node may take to confirm a read before it is asked again. */
    private static final Duration READ_ATTEMPT = Duration.ofMillis(500);

    private static final Duration FRESHNESS_PERIOD = Duration.ofSeconds(1);
    private static final Duration ADDRESSES_PERIOD = Duration.ofSeconds(1);
    private static final Duration WATCH_PERIOD = Duration.ofSeconds(1);

    /** By then requests by HTTP have had the time that calls have: they are refused as soon as these are. */
    private static final Duration HTTP_STOP = Duration.ofSeconds(2);

    /** For a step of stopping that keeps to its bound by itself to come back. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final NodeConfig config;
    private final FaultHandler faults;
    private final DataDirectory directory;
    private final NodeThreads threads;
    private final RatisNode raft;
    private final DiskWatch diskWatch;
    private final AddressBook book;
    private final Cluster roster;
    private final AddressExchange addresses;
    private final Removal removal;
    private final PeerGrpcClient peers;
    private final WritePath writes;
    private final RenewalBatcher renewals;
    private final CoalescedReadBarrier barrier;
    private final WatchHub watches;
    private final Quarantine quarantine;
    private final NodeSelf self;
    private final NodeMetrics metrics = new NodeMetrics();
    private final GrpcServers servers;
    private final Optional<HttpServer> http;
    private final FutureTask<Optional<String>> stop = new FutureTask<>(this::stopParts);
    private volatile boolean stopping;
    private volatile boolean proposing = true;

    private Node(
            NodeConfig config, FaultHandler faults, DataDirectory directory, Membership membership, NodeParts parts)
            throws IOException {
        this.config = config;
        this.faults = faults;
        this.directory = directory;
        this.threads = NodeThreads.create(config.node().id(), faults);
        Clock clock = new SystemClock();
        Views views = new Views(new CatalogView(new RegistryState(StateImage.empty()).image()), threads.completions());
        LeaseExpirer expirer = new LeaseExpirer();
        DigestNotes notes = new DigestNotes(config.agreement().intervalEntries());
        this.watches = new WatchHub(
                NodeSettings.watches(config.watch()), views::current, threads.watchMarks(), threads.watchFanout());
        this.quarantine = new Quarantine(views, watches, threads.completions());
        OwnState state = new OwnState(config.node().id(), notes, quarantine::changed);
        ChangeCounts changes = new ChangeCounts();
        this.book = new AddressBook(config.node().id(), directory.addresses(threads.snapshot()));
        book.say(config.node().id(), LocatedMembers.of(config.self()));
        ChangeReports reports = new ChangeReports(expirer, watches, changes, this::wakeWrites, threads.completions());
        this.raft = parts.raft(
                NodeSettings.raft(config, membership.phase(), directory.raft()),
                new RaftSurroundings(
                        views,
                        reports,
                        state,
                        faults,
                        this::movedTo,
                        parts.supportedLevel(),
                        clock,
                        threads.timer(),
                        threads.snapshot()));
        this.diskWatch = new DiskWatch(
                raft.disk(), config.disk().slowAfter(), config.disk().failedAfter(), faults, clock, threads.disk());
        quarantine.guard(raft);
        Cluster logged = new MemberRoster(config.cluster(), raft::members);
        this.roster = new LocatedMembers(logged, book);
        this.addresses = new AddressExchange(
                config.node().id(),
                List.of(roster, logged, config.cluster()),
                book,
                new AddressGrpcClient(config.cluster().id(), config.node().id(), clock),
                raft::membersMoved);
        this.removal = new Removal(config.node().id(), roster, config.cluster(), membership, clock);
        this.peers = PeerGrpcClient.of(roster, config.node().id(), clock);
        LaneLimits lanes =
                new LaneLimits(config.limits().laneCommands(), config.limits().laneBytes());
        this.writes = new WritePath(
                parts.replicator(raft, views),
                raft.consensus(),
                peers,
                views,
                List.of(
                        expirer,
                        new DueEnder(),
                        new StateComparer(notes, raft.consensus(), peers, clock),
                        new LevelRaiser(parts.supportedLevel(), raft.consensus(), peers, clock)),
                WriteConfig.of(config.lease().tick(), lanes, config.clusterSettings()),
                clock,
                threads.timer(),
                threads.completions());
        this.renewals = new RenewalBatcher(writes);
        ReadIndexLeader readIndexes = new ReadIndexLeader(raft.consensus(), peers, READ_ATTEMPT);
        this.barrier = new CoalescedReadBarrier(
                raft.consensus(),
                readIndexes,
                peers,
                writes,
                views,
                clock,
                threads.timer(),
                threads.completions(),
                READ_ATTEMPT);
        this.self = new NodeSelf(raft, state, views, barrier, diskWatch, parts.supportedLevel(), clock);
        NodeMeters meters = new NodeMeters(metrics);
        meters.bindStatus(self::status);
        meters.bindRaft(raft, views);
        meters.bindViews(views);
        meters.bindWrites(writes, renewals, changes);
        ReadConsistency reads =
                new ReadConsistency(parts.readBarrier(raft, views, barrier), views, self, threads.timer());
        meters.bindReads(reads, barrier);
        meters.bindWatches(watches);
        AdmissionControl admission = new AdmissionControl(self);
        NodeDoors doors = new NodeDoors(
                config,
                roster,
                membership,
                book,
                addresses,
                raft,
                views,
                writes,
                renewals,
                reads,
                self,
                notes,
                peers,
                parts.supportedLevel(),
                admission,
                watches,
                metrics,
                new CallMeters(metrics),
                clock,
                threads);
        List<BindableService> services = doors.services();
        this.servers = doors.servers(services, readIndexes);
        this.http = doors.http(services);
    }

    /**
     * Starts a node. On return it takes part in the cluster and listens; whether it can serve is said by its health. With an empty
     * data directory this takes until the cluster is founded, or the node is invited to it: a caller may interrupt that.
     *
     * @param faults told when the node cannot go on
     * @throws StartException when it cannot start; nothing of it is left running then
     */
    public static Node start(NodeConfig config, FaultHandler faults) throws StartException {
        return start(config, faults, NodeParts.STANDARD);
    }

    /** With parts that a test chooses; otherwise as the public one. */
    static Node start(NodeConfig config, FaultHandler faults, NodeParts parts) throws StartException {
        config.warnings().forEach(LOG::warn);
        DataDirectory directory = DataDirectory.open(
                config.node().dataDir(), config.cluster().id(), config.node().id());
        Node node = null;
        try {
            Membership membership = findPart(config, directory, parts.supportedLevel());
            node = new Node(config, faults, directory, membership, parts);
            node.startParts();
            return node;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon(node, directory);
            throw new StartException(
                    ExitCode.START_FAILED, "the node was stopped before it had a part in the cluster", e);
        } catch (StartException e) {
            abandon(node, directory);
            throw e;
        } catch (PortInUseException e) {
            abandon(node, directory);
            throw new StartException(ExitCode.PORT_BUSY, String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            abandon(node, directory);
            throw StartFailures.explain(config, e);
        }
    }

    private static Membership findPart(NodeConfig config, DataDirectory directory, int supportedLevel)
            throws StartException, IOException, PortInUseException, InterruptedException {
        Membership membership = new Membership(
                config.node().id(),
                config.cluster().members().stream().map(MemberConfig::id).toList(),
                directory.membership());
        if (membership.phase() == Phase.REMOVED) {
            throw new StartException(
                    ExitCode.REMOVED,
                    "node.data-dir: " + config.node().dataDir() + " is of a node that was removed from the cluster"
                            + " (to add it again, empty the directory, start it, and ask for it by registryctl members add "
                            + config.node().id() + ')');
        }
        if (membership.phase() == Phase.NEW) {
            new Lobby(config, membership, supportedLevel).await();
        }
        return membership;
    }

    private static void abandon(@Nullable Node node, DataDirectory directory) {
        if (node != null) {
            var unused = node.stop();
        } else {
            closeQuietly(directory);
        }
    }

    private void startParts() throws IOException, PortInUseException {
        servers.startPeers();
        servers.startClients();
        if (http.isPresent()) {
            http.get().start();
        }
        raft.start();
        Thread proposer = NodeThreads.named(config.node().id() + "-propose").newThread(this::propose);
        proposer.start();
        long tickNanos = config.lease().tick().toNanos();
        threads.renewal().scheduleAtFixedRate(renewals::tick, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
        threads.timer().scheduleAtFixedRate(this::lookAround, 0, FRESHNESS_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        threads.timer().scheduleWithFixedDelay(addresses, 0, ADDRESSES_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        long diskTickNanos = DiskWatch.TICK.toNanos();
        threads.timer().scheduleWithFixedDelay(diskWatch::tick, diskTickNanos, diskTickNanos, TimeUnit.NANOSECONDS);
        watchMember();
        LOG.info(
                "Node {} of cluster {} listens: clients {}, HTTP {}, nodes {}, Raft {}",
                config.node().id(),
                config.cluster().id(),
                config.self().grpc(),
                config.self().httpAddress().map(Object::toString).orElse("none"),
                config.self().peer(),
                config.self().raft());
    }

    private Optional<String> movedTo(String nodeId) {
        return book.find(nodeId).map(NodeAddresses::raft);
    }

    private void wakeWrites() {
        writes.wake();
    }

    private void watchMember() {
        NodeWatch watch = new NodeWatch(raft, peers, this::others, removal::tookPlace, faults, () -> stopping);
        // By delay, not by rate: what a pause has missed must not be made up for in a burst of looks.
        threads.watchdog()
                .scheduleWithFixedDelay(watch, WATCH_PERIOD.toMillis(), WATCH_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<String> others() {
        return roster.members().stream()
                .map(MemberConfig::id)
                .filter(id -> !id.equals(config.node().id()))
                .toList();
    }

    private void propose() {
        try {
            while (proposing) {
                writes.turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            faults.onFault(FaultKind.BROKEN_INVARIANT, "the thread that proposes has failed", e);
        }
    }

    /** Once a second: how fresh is our view, can we serve, and must we lead? */
    private void lookAround() {
        quarantine.act();
        watches.tick();
        servers.serving(self.status().ready());
        var unused = barrier.await(FRESHNESS_PERIOD.multipliedBy(2))
                .whenComplete((view, failure) -> servers.serving(self.status().ready()));
    }

    /** True when this node can serve: it has caught up since it started, and knows a leader. */
    public boolean isReady() {
        return self.status().ready();
    }

    /**
     * Stops in order: no new calls, those under way finish, leadership moves, everything closes. May be called by several
     * threads: the first one does it, the others wait for it.
     *
     * @return what did not end within its bound, in words; empty when everything did. What was acknowledged is on the disk
     *     either way
     */
    public Optional<String> stop() {
        stop.run();
        try {
            return stop.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("stopping was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Optional<String> stopParts() throws InterruptedException {
        stopping = true;
        LOG.info("Node {} stops", config.node().id());
        StopConfig bounds = config.stop();
        try {
            return new BoundedSteps(config.node().id() + "-stop")
                    .then("ending the calls under way", bounds.drain().plus(SLACK), () -> drain(bounds.drain()))
                    .then("ending the requests under way", HTTP_STOP.plus(SLACK), this::stopHttp)
                    .then("handing leadership over", bounds.leadership().plus(SLACK), this::handOverLeadership)
                    .then("closing", bounds.close().plus(SLACK), this::closeParts)
                    .run();
        } finally {
            threads.shutdownNow();
            metrics.close();
            closeQuietly(directory);
        }
    }

    /** Lets the calls under way end, and meanwhile writes what the next start would have to apply again. */
    private void drain(Duration bound) throws InterruptedException {
        CompletableFuture<Void> snapshot =
                raft.snapshotBeforeStop(bound).completeOnTimeout(null, bound.toMillis(), TimeUnit.MILLISECONDS);
        servers.drain(bound);
        snapshot.join();
    }

    private void stopHttp() throws InterruptedException {
        if (http.isPresent()) {
            http.get().stop(HTTP_STOP);
        }
    }

    private void handOverLeadership() throws InterruptedException {
        if (raft.consensus().role() != Role.LEADER || roster.members().size() == 1) {
            return;
        }
        CountDownLatch moved = new CountDownLatch(1);
        var unused = raft.transferLeadership(Optional.empty(), config.stop().leadership())
                .whenComplete((done, failure) -> moved.countDown());
        // If nobody takes it, the others elect a leader when they miss this one.
        boolean ended = moved.await(config.stop().leadership().toMillis(), TimeUnit.MILLISECONDS);
        LOG.info("Leadership {}", ended ? "was handed over" : "was not taken over in time");
    }

    private void closeParts() throws InterruptedException, IOException {
        writes.stop();
        proposing = false;
        diskWatch.stop();
        servers.close(Duration.ofSeconds(1));
        addresses.close();
        peers.close();
        raft.close();
    }

    private static void closeQuietly(DataDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("The data directory was not given free", e);
        }
    }
}
