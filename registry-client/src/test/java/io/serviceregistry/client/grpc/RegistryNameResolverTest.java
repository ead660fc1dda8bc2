package io.serviceregistry.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.SynchronizationContext;
import io.grpc.netty.NettyChannelBuilder;
import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.balance.PanicRule;
import io.serviceregistry.client.testkit.NamedServer;
import io.serviceregistry.node.boot.EmbeddedRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain channels over a real registry and real servers. */
class RegistryNameResolverTest {

    private static EmbeddedRegistry registry;
    private static RegistryClient client;

    private final NamedServer one = new NamedServer("one");
    private final NamedServer two = new NamedServer("two");

    @BeforeAll
    static void startRegistry() {
        registry = EmbeddedRegistry.start();
        client = RegistryClient.builder().addresses(registry.address()).build();
    }

    @AfterAll
    static void stopRegistry() {
        client.close();
        registry.close();
    }

    @AfterEach
    void stopServers() {
        one.close();
        two.close();
    }

    @Test
    void callsGoRoundTheInstancesThatAreThere() {
        register("rounds", "i-1", one.uri());
        ManagedChannel channel = channel(client, "registry:///rounds", ResolverOptions.DEFAULT);
        try {
            assertThat(NamedServer.who(channel)).isEqualTo("one");
            GrantedLease second = register("rounds", "i-2", two.uri());
            await().until(() -> whoAnswers(channel).equals(Set.of("one", "two")));
            client.deregister(InstanceKey.of("rounds", "i-1"));
            await().until(() -> whoAnswers(channel).equals(Set.of("two")));
            client.update(InstanceUpdate.of(InstanceKey.of("rounds", "i-2"), second.leaseId())
                    .withStatus(ReportedStatus.DOWN));
            register("rounds", "i-1", one.uri());
            await().until(() -> whoAnswers(channel).equals(Set.of("one")));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void withNoInstanceCallsFailAndSayWhy() {
        ManagedChannel channel = channel(client, "registry:///nobody", ResolverOptions.DEFAULT);
        try {
            assertThatThrownBy(() -> NamedServer.who(channel))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("no instance of default/nobody can be called: NO_SUCH_SERVICE");
            register("nobody", "i-1", one.uri());
            await().ignoreExceptions().until(() -> NamedServer.who(channel).equals("one"));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aNameThatTheRegistryRefusesIsSaidToBeRefused() {
        ManagedChannel channel = channel(client, "registry:///no%20such", ResolverOptions.DEFAULT);
        try {
            assertThatThrownBy(() -> NamedServer.who(channel))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("services[0]");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void whileTheRegistryWasNeverReachedFixedAddressesServe() {
        try (RegistryClient lost =
                RegistryClient.builder().addresses("127.0.0.1:1").build()) {
            ManagedChannel nowhere = channel(lost, "registry:///rounds", ResolverOptions.DEFAULT);
            ManagedChannel fixed = channel(
                    lost, "registry:///rounds", ResolverOptions.DEFAULT.withView(view -> view.withFallback(one.uri())));
            try {
                assertThatThrownBy(() -> NamedServer.who(nowhere))
                        .isInstanceOf(StatusRuntimeException.class)
                        .hasMessageContaining("the registry has not been reached");
                assertThat(NamedServer.who(fixed)).isEqualTo("one");
            } finally {
                nowhere.shutdownNow();
                fixed.shutdownNow();
            }
        }
    }

    @Test
    void addressesSayWhoWhereAndHowMuch() {
        client.register(spec("weighed", "i-1", one.uri()).withZone("a").withWeight(7));
        try (Resolved resolved = new Resolved("registry:///default/weighed", ResolverOptions.DEFAULT)) {
            EquivalentAddressGroup address = resolved.awaitAddresses(1).get(0);
            assertThat(address.getAttributes().get(RegistryAttributes.INSTANCE))
                    .isEqualTo(InstanceKey.of("weighed", "i-1"));
            assertThat(address.getAttributes().get(RegistryAttributes.ZONE)).isEqualTo("a");
            assertThat(address.getAttributes().get(RegistryAttributes.WEIGHT)).isEqualTo(7);
        }
    }

    @Test
    void theZoneIsPreferredAndAnUnhealthyInstanceIsTheLastResort() {
        client.register(spec("zoned", "i-1", one.uri()).withZone("a").withStatus(ReportedStatus.DOWN));
        client.register(spec("zoned", "i-2", two.uri()).withZone("b"));
        try (Resolved near = new Resolved("registry:///zoned", ResolverOptions.DEFAULT.withZone("a"));
                Resolved strict =
                        new Resolved("registry:///zoned", ResolverOptions.DEFAULT.withHealth(PanicRule.never()))) {
            assertThat(ids(near.awaitAddresses(1))).containsExactly("i-2");
            client.register(spec("zoned", "i-1", one.uri()).withZone("a"));
            await().untilAsserted(() -> assertThat(ids(near.latest)).containsExactly("i-1"));
            client.register(spec("zoned", "i-2", two.uri()).withZone("b").withStatus(ReportedStatus.DOWN));
            client.register(spec("zoned", "i-1", one.uri()).withZone("b").withStatus(ReportedStatus.DOWN));
            await().untilAsserted(() -> assertThat(ids(near.latest)).containsExactly("i-1", "i-2"));
            await().untilAsserted(() -> assertThat(strict.latest).isEmpty());
        }
    }

    @Test
    void theEndpointIsTheNamedOneOrTheFirstOfTheSchemeOrTheFirst() {
        client.register(InstanceSpec.of(InstanceKey.of("endpoints", "i-1"))
                .withEndpoint("web", "http://127.0.0.1:1")
                .withEndpoint("", "grpc://127.0.0.1:2")
                .withEndpoint("grpc", "http://127.0.0.1:3")
                .withLease(LeasePolicy.withoutTtl()));
        client.register(InstanceSpec.of(InstanceKey.of("endpoints", "i-2"))
                .withEndpoint("web", "http://127.0.0.1:4")
                .withEndpoint("", "grpc://127.0.0.1:5")
                .withLease(LeasePolicy.withoutTtl()));
        client.register(spec("endpoints", "i-3", "http://127.0.0.1"));
        try (Resolved resolved = new Resolved("registry:///endpoints", ResolverOptions.DEFAULT)) {
            assertThat(resolved.awaitAddresses(3))
                    .extracting(group -> group.getAddresses().get(0).toString())
                    .containsExactly("/127.0.0.1:3", "/127.0.0.1:5", "/127.0.0.1:80");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry:payment",
                "registry:///",
                "registry:///a/b/c",
                "registry:///a//",
                "registry://host:7400/payment",
                "registry:///payment?zone=a",
                "registry:///payment#x"
            })
    void aTargetOfAnotherFormIsRefused(String target) {
        assertThatThrownBy(() -> RegistryTarget.parse(URI.create(target)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target: " + target + " (expected: registry:///service or registry:///namespace/service)");
    }

    private static GrantedLease register(String service, String id, String uri) {
        return client.register(spec(service, id, uri));
    }

    private static InstanceSpec spec(String service, String id, String uri) {
        return InstanceSpec.of(service, id, uri).withLease(LeasePolicy.withoutTtl());
    }

    private static Set<String> whoAnswers(ManagedChannel channel) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            names.add(NamedServer.who(channel));
        }
        return names;
    }

    private static List<String> ids(List<EquivalentAddressGroup> addresses) {
        return addresses.stream()
                .map(group -> group.getAttributes().get(RegistryAttributes.INSTANCE))
                .map(InstanceKey::instanceId)
                .toList();
    }

    private static ManagedChannel channel(RegistryClient by, String target, ResolverOptions options) {
        NameResolverRegistry resolvers = NameResolverRegistry.getDefaultRegistry();
        RegistryNameResolverProvider provider = RegistryNameResolverProvider.of(by, options);
        resolvers.register(provider);
        try {
            return NettyChannelBuilder.forTarget(target).usePlaintext().build();
        } finally {
            resolvers.deregister(provider); // a channel keeps the one that it was built with
        }
    }

    /** A resolver whose channel is the test. */
    private static final class Resolved extends NameResolver.Listener2 implements AutoCloseable {
        private final Queue<Throwable> defects = new ConcurrentLinkedQueue<>();
        private final NameResolver resolver;
        private volatile List<EquivalentAddressGroup> latest = List.of();

        Resolved(String target, ResolverOptions options) {
            NameResolver.Args args = NameResolver.Args.newBuilder()
                    .setDefaultPort(0)
                    .setProxyDetector(address -> null)
                    .setSynchronizationContext(new SynchronizationContext((thread, defect) -> defects.add(defect)))
                    .setServiceConfigParser(new NameResolver.ServiceConfigParser() {
                        @Override
                        public NameResolver.ConfigOrError parseServiceConfig(Map<String, ?> config) {
                            return NameResolver.ConfigOrError.fromConfig(config);
                        }
                    })
                    .build();
            resolver = Objects.requireNonNull(
                    RegistryNameResolverProvider.of(client, options).newNameResolver(URI.create(target), args));
            resolver.start(this);
        }

        List<EquivalentAddressGroup> awaitAddresses(int count) {
            await().until(() -> latest.size() == count);
            return latest;
        }

        @Override
        public void onResult(NameResolver.ResolutionResult result) {
            latest = result.getAddressesOrError().hasValue()
                    ? result.getAddressesOrError().getValue()
                    : List.of();
        }

        @Override
        public void onError(Status error) {
            latest = List.of();
        }

        @Override
        public void close() {
            resolver.shutdown();
            assertThat(defects).isEmpty();
        }
    }
}
