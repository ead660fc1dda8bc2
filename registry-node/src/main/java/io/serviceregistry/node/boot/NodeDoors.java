package io.serviceregistry.node.boot;

import io.grpc.BindableService;
import io.serviceregistry.node.agreement.DigestNotes;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.door.Listener;
import io.serviceregistry.node.http.BrowserRules;
import io.serviceregistry.node.http.HttpRoutes;
import io.serviceregistry.node.http.HttpServer;
import io.serviceregistry.node.http.ProbeRoutes;
import io.serviceregistry.node.http.prometheus.MetricsRoutes;
import io.serviceregistry.node.http.prometheus.TargetRoutes;
import io.serviceregistry.node.http.rest.RestRoutes;
import io.serviceregistry.node.http.small.SmallRegistryRoutes;
import io.serviceregistry.node.http.ui.UiRoutes;
import io.serviceregistry.node.lease.RenewalBatcher;
import io.serviceregistry.node.membership.AddressBook;
import io.serviceregistry.node.membership.Membership;
import io.serviceregistry.node.metrics.NodeMetrics;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.ReadIndexLeader;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.replication.WritePath;
import io.serviceregistry.node.rpc.AdminGrpcService;
import io.serviceregistry.node.rpc.DirectCalls;
import io.serviceregistry.node.rpc.DiscoveryGrpcService;
import io.serviceregistry.node.rpc.GrpcServers;
import io.serviceregistry.node.rpc.MembershipGrpcService;
import io.serviceregistry.node.rpc.ObservedService;
import io.serviceregistry.node.rpc.PeerGrpcClient;
import io.serviceregistry.node.rpc.PeerGrpcService;
import io.serviceregistry.node.rpc.RegistrationGrpcService;
import io.serviceregistry.node.service.Administration;
import io.serviceregistry.node.service.AdmissionControl;
import io.serviceregistry.node.service.Backups;
import io.serviceregistry.node.service.Discovery;
import io.serviceregistry.node.service.OverrideList;
import io.serviceregistry.node.service.ReadConsistency;
import io.serviceregistry.node.service.Registrations;
import io.serviceregistry.node.service.RequestIdentity;
import io.serviceregistry.node.service.Submissions;
import io.serviceregistry.node.service.Watches;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.node.watch.WatchHub;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Puts the use cases behind the doors of a node. */
record NodeDoors(
        NodeConfig config,
        Cluster cluster,
        Membership membership,
        AddressBook book,
        AddressExchange addresses,
        RatisNode raft,
        Views views,
        WritePath writes,
        RenewalBatcher renewals,
        ReadConsistency reads,
        NodeSelf self,
        DigestNotes notes,
        PeerGrpcClient peers,
        int supportedLevel,
        AdmissionControl admission,
        WatchHub watches,
        NodeMetrics metrics,
        CallObserver calls,
        Clock clock,
        NodeThreads threads) {
    /** The public API, for whichever door. */
    List<BindableService> services() {
        Submissions submissions = submissions();
        Administration administration = new Administration(
                cluster,
                raft.consensus(),
                self::status,
                peers,
                new ClusterChanges(cluster, raft, peers, membership, book, views, clock),
                submissions,
                threads.timer());
        return List.of(
                new RegistrationGrpcService(
                        new Registrations(submissions, renewals::renew, admission),
                        admission,
                        cluster,
                        raft.consensus()),
                new DiscoveryGrpcService(
                        discovery(), new Watches(cluster.id(), reads, admission, watches), cluster, raft.consensus()),
                new AdminGrpcService(
                        administration,
                        new OverrideList(cluster.id(), reads, admission),
                        new Backups(Version.CURRENT, reads, admission, clock),
                        threads.backups(),
                        cluster,
                        raft.consensus()));
    }

    /** The servers, which do not listen yet. */
    GrpcServers servers(List<BindableService> services, ReadIndexLeader readIndexes) {
        return new GrpcServers(
                Listener.forClients(config),
                services.stream().map(this::observed).toList(),
                Listener.forPeers(config),
                List.of(
                        new PeerGrpcService(
                                cluster,
                                raft.consensus(),
                                writes::submitForwarded,
                                readIndexes::readIndex,
                                notes::at,
                                self::status),
                        new MembershipGrpcService(
                                cluster.id(), membership, this::votersIfLeading, addresses::answer, supportedLevel)),
                config.limits(),
                admission,
                threads.rpc());
    }

    private BindableService observed(BindableService service) {
        return new ObservedService(service, calls, clock);
    }

    /** The server for HTTP, which does not listen yet, if this node is to have one. */
    Optional<HttpServer> http(List<BindableService> services) {
        List<HttpRoutes> routes = List.of(
                new BrowserRules(cluster),
                new ProbeRoutes(self::status),
                new MetricsRoutes(metrics::scrape, threads.pages()),
                new TargetRoutes(discovery(), threads.pages()),
                new RestRoutes(new DirectCalls(services), cluster.id(), threads.rpc(), new SecureRandom()),
                smallRegistry(),
                new UiRoutes(cluster));
        return Listener.forHttp(config).map(listener -> new HttpServer(listener, routes, config.limits(), calls));
    }

    private SmallRegistryRoutes smallRegistry() {
        return new SmallRegistryRoutes(
                new Registrations(submissions(), renewals::renew, admission),
                discovery(),
                self::status,
                new Random(new SecureRandom().nextLong()));
    }

    private Discovery discovery() {
        return new Discovery(cluster.id(), reads, admission);
    }

    /** Each door has its own: the requests that it gives an id to are those of one more client. */
    private Submissions submissions() {
        return new Submissions(
                writes, views, new RequestIdentity(config.node().id(), new SecureRandom(), views), admission);
    }

    private Collection<String> votersIfLeading() {
        return raft.consensus().isLeaderReady()
                ? raft.consensus().committedVoters().orElse(Collections.emptySortedSet())
                : List.of();
    }
}
