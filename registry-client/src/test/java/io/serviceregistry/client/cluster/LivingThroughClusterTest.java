package io.serviceregistry.client.cluster;

import static io.serviceregistry.client.cluster.ClusterObserver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.RegistrationState;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.ServiceQuery;
import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.ServiceView;
import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.grpc.RegistryNameResolverProvider;
import io.serviceregistry.client.testkit.NamedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process that embeds the client lives through without a restart, while it is registered, has a view of a service, and
 * calls that service. It reaches the nodes over links that can be cut; others reach them directly.
 */
class LivingThroughClusterTest {
    private static final String CLIENT_HOST = "127.0.0.2";
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final Duration REMOVE_AFTER = Duration.ofSeconds(2);
    private static final InstanceKey ME = InstanceKey.of("order", "me");

    @TempDir
    private Path directory;

    private final List<ProxiedLink> links = new ArrayList<>();
    private NodeProcesses nodes;
    private RegistryClient outside;
    private RegistryClient client;
    private Registration registration;
    private ServiceView view;
    private ManagedChannel channel;
    private int changes;

    @BeforeEach
    void start() {
        assumeTrue(canListenAt(CLIENT_HOST), CLIENT_HOST + " is no address of this machine: not tested here");
        nodes = new NodeProcesses(3, directory, "", CLIENT_HOST);
        for (String address : nodes.addresses()) {
            InetSocketAddress node = address(address);
            links.add(new ProxiedLink(new InetSocketAddress(CLIENT_HOST, node.getPort()), node));
        }
        outside = RegistryClient.builder()
                .addresses(nodes.addresses())
                .name("outside")
                .build();
        client = RegistryClient.builder()
                .addresses(links.stream()
                        .map(link -> CLIENT_HOST + ':' + link.address().getPort())
                        .toList())
                .build();
        registration = client.keepRegistered(
                InstanceSpec.of(ME).withLease(LeasePolicy.ofTtl(TTL).withRemoveAfter(REMOVE_AFTER)));
        registration.awaitRegistered(PATIENCE);
        view = client.view(ViewQuery.of("payment"));
        view.awaitSynced(PATIENCE);
        RegistryNameResolverProvider provider = RegistryNameResolverProvider.of(client);
        NameResolverRegistry.getDefaultRegistry().register(provider);
        try {
            channel = NettyChannelBuilder.forTarget("registry:///payment")
                    .usePlaintext()
                    .build();
        } finally {
            NameResolverRegistry.getDefaultRegistry().deregister(provider);
        }
    }

    @AfterEach
    void stop() {
        if (nodes == null) {
            return;
        }
        channel.shutdownNow();
        client.close();
        outside.close();
        links.forEach(ProxiedLink::close);
        nodes.close();
    }

    @Test
    @LongForm
    void itIsRegisteredAndItsViewIsRightWhateverBecomesOfTheRegistry() {
        try (NamedServer server = new NamedServer("one");
                CallProbe probe = new CallProbe(channel)) {
            outside.register(payment("one", server.uri()).withLease(LeasePolicy.withoutTtl()));
            await().atMost(PATIENCE)
                    .until(() -> probe.since(0).stream()
                            .anyMatch(call -> call.answeredBy().equals("one")));
            long from = System.nanoTime();

            for (String id : nodes.ids()) {
                nodes.kill(id);
                changeWhatThereIs();
                assertThatAllIsWell();
                nodes.start(id);
                assertThatAllIsWell();
            }

            List<Instance> known = view.current().all();
            nodes.ids().forEach(nodes::kill);
            elapse(TTL.multipliedBy(3));
            assertThat(view.current().all()).as("served from memory").isEqualTo(known);
            nodes.ids().forEach(nodes::start);
            changeWhatThereIs();
            assertThatAllIsWell();
            assertThat(registration.counters().reRegistrations())
                    .as("whoever goes on renewing never lapses, as long as nodes and not links fail")
                    .isZero();

            known = view.current().all();
            links.forEach(ProxiedLink::cut);
            changeWhatThereIs();
            elapse(TTL.multipliedBy(3));
            assertThat(view.current().all()).as("served from memory").isEqualTo(known);
            links.forEach(ProxiedLink::heal);
            assertThatAllIsWell();
            assertThat(registration.counters().reRegistrations())
                    .as("it had been removed")
                    .isEqualTo(1);

            List<InetSocketAddress> addresses = nodes.addresses().stream()
                    .map(LivingThroughClusterTest::address)
                    .toList();
            for (int i = 0; i < links.size(); i++) {
                links.get(i).retarget(addresses.get((i + 1) % addresses.size()));
            }
            changeWhatThereIs();
            assertThatAllIsWell();

            assertThat(probe.failuresSince(from))
                    .as("calls go on all the while")
                    .isEmpty();
        }
    }

    @Test
    void callsFailForNoLongerThanADeadEndpointTakesToBeNoticed() {
        try (NamedServer one = new NamedServer("one");
                NamedServer two = new NamedServer("two");
                NamedServer three = new NamedServer("three");
                ProxiedLink toThree = new ProxiedLink(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        address(three.uri().substring(7)));
                CallProbe probe = new CallProbe(channel)) {
            Duration lease = Duration.ofSeconds(2);
            outside.register(payment("one", one.uri()).withLease(LeasePolicy.withoutTtl()));
            outside.register(payment("two", two.uri()).withLease(LeasePolicy.withoutTtl()));
            Registration third = outside.keepRegistered(
                    payment("three", "grpc://127.0.0.1:" + toThree.address().getPort())
                            .withLease(LeasePolicy.ofTtl(lease)),
                    RegistrationOptions.DEFAULT.keptOnClose());
            await().atMost(PATIENCE)
                    .until(() -> answering(probe, Duration.ofMillis(500)).size() == 3);

            // A process that ends: its connections break, while the registry still names it.
            long killed = System.nanoTime();
            two.close();
            elapse(Duration.ofSeconds(4));
            assertThat(probe.failuresSince(killed + Duration.ofSeconds(1).toNanos()))
                    .as("broken connections are noticed at once")
                    .isEmpty();
            assertThat(view.current().healthy()).hasSize(3);

            // A machine that is gone: nothing breaks, and only its silence tells.
            long cut = System.nanoTime();
            toThree.cut();
            third.close(); // and its lease is not renewed
            Duration noticed = lease.plusSeconds(4);
            elapse(noticed.plusSeconds(3));
            assertThat(probe.failuresSince(cut))
                    .as("until its lease has lapsed calls go there")
                    .isNotEmpty();
            assertThat(probe.failuresSince(cut + noticed.toNanos())).isEmpty();
            assertThat(probe.since(cut + noticed.toNanos())).isNotEmpty();
        }
    }

    private static TreeSet<String> answering(CallProbe probe, Duration lately) {
        TreeSet<String> names = new TreeSet<>();
        probe.since(System.nanoTime() - lately.toNanos()).forEach(call -> names.add(call.answeredBy()));
        names.remove("");
        return names;
    }

    /** Somebody comes and somebody goes, by way of the nodes that are there. */
    private void changeWhatThereIs() {
        changes++;
        outside.register(payment("passing-" + changes, "http://127.0.0.1:1")
                .withStatus(ReportedStatus.STARTING)
                .withLease(LeasePolicy.withoutTtl()));
        if (changes > 1) {
            outside.deregister(InstanceKey.of("payment", "passing-" + (changes - 1)));
        }
    }

    /** The registry has the registration, and the view has what the registry has. */
    private void assertThatAllIsWell() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(registration.state()).isInstanceOf(RegistrationState.Registered.class);
            assertThat(outside.discover(ServiceQuery.of("order")).instances())
                    .extracting(Instance::key)
                    .containsExactly(ME);
            assertThat(view.isConnected()).isTrue();
            assertThat(view.current().source()).isEqualTo(ServiceSnapshot.Source.REGISTRY);
            List<Instance> right = outside.discover(ServiceQuery.of("payment").withFilter(InstanceFilter.ALL))
                    .instances();
            assertThat(view.current().all())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("renewals", "leaseRemaining")
                    .isEqualTo(right);
        });
    }

    private static InstanceSpec payment(String id, String uri) {
        return InstanceSpec.of("payment", id, uri);
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    private static boolean canListenAt(String host) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets time pass for the processes under test: the one thing here that can only be waited for. */
    private static void elapse(Duration time) {
        long endNanos = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(100))
                .atMost(time.plusSeconds(10))
                .until(() -> System.nanoTime() - endNanos >= 0);
    }
}
