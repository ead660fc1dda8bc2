package io.serviceregistry.node.boot;

import io.grpc.BindableService;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.door.Listener;
import io.serviceregistry.node.door.PortInUseException;
import io.serviceregistry.node.http.HttpServer;
import io.serviceregistry.node.http.ProbeRoutes;
import io.serviceregistry.node.membership.Founding;
import io.serviceregistry.node.membership.Membership;
import io.serviceregistry.node.membership.Phase;
import io.serviceregistry.node.membership.Standing;
import io.serviceregistry.node.rpc.MembershipGrpcClient;
import io.serviceregistry.node.rpc.MembershipGrpcService;
import io.serviceregistry.node.rpc.PeerServer;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.node.time.SystemClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Where a node with an empty data directory waits until it is clear whether it founds the cluster, or is invited to it: see
 * {@link Founding}. It answers other nodes that ask who it is, and probes; nothing of Raft runs. Used by one thread, which
 * it holds.
 */
final class Lobby {
    private static final Logger LOG = LoggerFactory.getLogger(Lobby.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    private static final long ASK_EVERY_MILLIS = 200;

    /** The node listens at the same ports right after: they must have been given back, however slow the machine is. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final NodeConfig config;
    private final Membership membership;
    private final int supportedLevel;
    private final Clock clock = new SystemClock();
    private final long enteredAtNanos = clock.monotonicNanos();
    private volatile String reason = "";

    Lobby(NodeConfig config, Membership membership, int supportedLevel) {
        this.config = config;
        this.membership = membership;
        this.supportedLevel = supportedLevel;
    }

    /** Waits, for as long as it takes, until the node has a part in the cluster. */
    void await() throws IOException, PortInUseException, InterruptedException {
        if (decided(List.of())) {
            return; // alone
        }
        BindableService introductions = new MembershipGrpcService(
                config.cluster().id(), membership, List::of, told -> List.of(), supportedLevel);
        PeerServer peers = new PeerServer(Listener.forPeers(config), List.of(introductions));
        Optional<HttpServer> http = Listener.forHttp(config)
                .map(listener -> new HttpServer(
                        listener, List.of(new ProbeRoutes(this::status)), config.limits(), CallObserver.NONE));
        try (MembershipGrpcClient others = others()) {
            peers.start();
            if (http.isPresent()) {
                http.get().start();
            }
            while (membership.phase() == Phase.NEW && !decided(ask(others))) {
                membership.awaitPart(ASK_EVERY_MILLIS);
            }
        } finally {
            peers.close(STOP_WITHIN);
            if (http.isPresent()) {
                http.get().stop(STOP_WITHIN);
            }
        }
        LOG.info(
                "Node {} has {} the cluster",
                config.node().id(),
                membership.phase() == Phase.JOINED ? "joined" : "founded");
    }

    private boolean decided(List<Standing> answers) throws IOException {
        Founding.Decision decision = Founding.decide(membership.standing(), answers);
        if (decision instanceof Founding.Found found) {
            membership.found(found.founders());
            return true;
        }
        boolean outsider = decision instanceof Founding.Outsider;
        say(reasonOf(decision), outsider);
        return false;
    }

    private static String reasonOf(Founding.Decision decision) {
        return decision instanceof Founding.Outsider outsider
                ? "the data directory is empty and " + outsider.reason() + ": it waits to be added"
                : ((Founding.Wait) decision).reason();
    }

    private void say(String now, boolean forOperators) {
        if (!now.equals(reason)) {
            LOG.atLevel(forOperators ? Level.WARN : Level.INFO)
                    .log("Node {} does not take part yet: {}", config.node().id(), now);
        }
        reason = now;
    }

    private MembershipGrpcClient others() {
        Map<String, Address> addresses = new TreeMap<>();
        config.cluster().members().stream()
                .filter(member -> !member.id().equals(config.node().id()))
                .forEach(member -> addresses.put(member.id(), member.peer()));
        return new MembershipGrpcClient(config.cluster().id(), config.node().id(), addresses, clock);
    }

    /** Those who answer in time. */
    private List<Standing> ask(MembershipGrpcClient others) {
        List<CompletableFuture<Optional<Standing>>> asked = config.cluster().members().stream()
                .map(MemberConfig::id)
                .filter(id -> !id.equals(config.node().id()))
                .map(id -> others.introduce(id, ANSWER_WITHIN)
                        .handle((standing, failure) -> Optional.ofNullable(standing)))
                .toList();
        return asked.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
    }

    private NodeStatus status() {
        return NodeStatus.withoutPart(
                config.node().id(),
                Version.CURRENT,
                reason,
                TimeUnit.NANOSECONDS.toMillis(clock.monotonicNanos() - enteredAtNanos));
    }
}
