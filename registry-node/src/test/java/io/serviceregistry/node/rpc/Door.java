package io.serviceregistry.node.rpc;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.ClusterConfig;
import io.serviceregistry.node.config.LimitsConfig;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.door.Listener;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.service.Administration;
import io.serviceregistry.node.service.AdmissionControl;
import io.serviceregistry.node.service.Backups;
import io.serviceregistry.node.service.Discovery;
import io.serviceregistry.node.service.FixedConsensus;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.OverrideList;
import io.serviceregistry.node.service.ReadConsistency;
import io.serviceregistry.node.service.RecordingWrites;
import io.serviceregistry.node.service.Registrations;
import io.serviceregistry.node.service.RequestIdentity;
import io.serviceregistry.node.service.StateAgreement;
import io.serviceregistry.node.service.StatePoint;
import io.serviceregistry.node.service.Submissions;
import io.serviceregistry.node.service.Watches;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualReadiness;
import io.serviceregistry.node.watch.WatchHub;
import io.serviceregistry.node.watch.WatchLimits;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A whole gRPC door on loopback sockets, with a log of one node behind the ports. Fields may be set at any time. Other doors to the same
 * services are tested with it too.
 */
public final class Door implements AutoCloseable {
    public static final LimitsConfig LIMITS = new LimitsConfig(100_000, 1_000_000, 20_000, 32 << 20, 1 << 20, 1_000);
    public static final int HISTORY_CHANGES = 1_000;
    public static final int HISTORY_BYTES = 1 << 20;
    public static final int MAX_WATCHES = 3;
    static final MemberConfig N1 = new MemberConfig(
            "n1", address("10.0.0.1", 1), address("10.0.0.1", 2), address("10.0.0.1", 3), address("10.0.0.1", 4));
    static final MemberConfig N2 =
            new MemberConfig("n2", address("10.0.0.2", 1), address("10.0.0.2", 2), address("10.0.0.2", 3), null);
    static final ClusterConfig CLUSTER = new ClusterConfig("local", List.of(N1, N2));

    public final RecordingWrites log = new RecordingWrites();
    final ConsensusView consensus = FixedConsensus.leader("n1");
    public final RecordedControl control = new RecordedControl();
    public volatile CompletableFuture<CatalogView> barrier = new CompletableFuture<>();
    public final ManualReadiness readiness = new ManualReadiness();
    public volatile OptionalLong ageMillis = OptionalLong.of(250);
    volatile Duration lastReadBudget = Duration.ZERO;
    public final AdmissionControl admission = new AdmissionControl(readiness);
    public final WatchHub hub = new WatchHub(
            new WatchLimits(HISTORY_CHANGES, HISTORY_BYTES, MAX_WATCHES),
            () -> log.views().current(),
            Runnable::run,
            Runnable::run);
    private final Executor backupThreads = task -> new Thread(task, "backup").start();
    public final List<BindableService> services;
    final GrpcServers servers;
    final ManagedChannel channel;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private Door(LimitsConfig limits, ForwardedWrites forwarded, ReadIndexes readIndexes) throws Exception {
        barrier.complete(log.views().current());
        log.tell(hub::changed, hub::restored);
        Submissions submissions = new Submissions(
                log, log.views(), new RequestIdentity("n1", new SplittableRandom(1), log.views()), admission);
        ReadConsistency reads = new ReadConsistency(this::await, log.views(), () -> ageMillis, timer);
        Administration administration = new Administration(
                CLUSTER,
                consensus,
                this::status,
                (nodeId, timeout) -> CompletableFuture.failedFuture(new IllegalStateException("away")),
                control,
                submissions,
                timer);
        services = List.of(
                new RegistrationGrpcService(
                        new Registrations(submissions, log, admission), admission, CLUSTER, consensus),
                new DiscoveryGrpcService(
                        new Discovery("local", reads, admission),
                        new Watches("local", reads, admission, hub),
                        CLUSTER,
                        consensus),
                new AdminGrpcService(
                        administration,
                        new OverrideList("local", reads, admission),
                        new Backups("1.2.3", reads, admission, new ManualClock()),
                        backupThreads,
                        CLUSTER,
                        consensus));
        servers = new GrpcServers(
                loopback("cluster.members[0].grpc", 0),
                services,
                loopback("cluster.members[0].peer", 0),
                List.of(new PeerGrpcService(
                        CLUSTER,
                        consensus,
                        forwarded,
                        readIndexes,
                        index -> index == 0 ? OptionalLong.empty() : OptionalLong.of(index + 1),
                        this::status)),
                limits,
                admission,
                Runnable::run);
        servers.startPeers();
        servers.startClients();
        channel = NettyChannelBuilder.forAddress(
                        loopback("", servers.clientPort()).address())
                .usePlaintext()
                .build();
    }

    public static Door open() throws Exception {
        return open(
                command -> CompletableFuture.failedFuture(new IllegalStateException("nothing is forwarded here")),
                (caller, term) -> CompletableFuture.failedFuture(new IllegalStateException("nobody reads here")));
    }

    static Door open(ForwardedWrites forwarded, ReadIndexes readIndexes) throws Exception {
        return new Door(LIMITS, forwarded, readIndexes);
    }

    public static Listener loopback(String key, int port) {
        return new Listener(key, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static Address address(String host, int port) {
        return new Address(host, port);
    }

    RegistrationServiceGrpc.RegistrationServiceBlockingStub registration() {
        return RegistrationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    DiscoveryServiceGrpc.DiscoveryServiceBlockingStub discovery() {
        return DiscoveryServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    AdminServiceGrpc.AdminServiceBlockingStub admin() {
        return AdminServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    Address peerAddress() {
        return address(InetAddress.getLoopbackAddress().getHostAddress(), servers.peerPort());
    }

    NodeStatus status() {
        return new NodeStatus(
                "n1",
                Role.LEADER,
                "n1",
                StatePoint.of(log.views().current()),
                "1.2.3",
                readiness.notReadyReason().isEmpty(),
                readiness.notReadyReason().orElse(""),
                7,
                42,
                0xabcL,
                1,
                2,
                3,
                List.of("default/payments"),
                4,
                5,
                6,
                StateAgreement.NONE,
                1,
                2);
    }

    /** A barrier that has confirmed this moment's view, unless a test set another. */
    private CompletableFuture<CatalogView> await(Duration budget) {
        lastReadBudget = budget;
        return barrier.thenApply(first -> log.views().current());
    }

    /** Drains the servers, with more time for the calls under way than any test has. */
    CompletableFuture<Void> drained() {
        return CompletableFuture.runAsync(() -> {
            try {
                servers.drain(Duration.ofMinutes(5));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        servers.close(Duration.ofSeconds(5));
        timer.shutdownNow();
        channel.awaitTermination(5, TimeUnit.SECONDS);
    }
}
