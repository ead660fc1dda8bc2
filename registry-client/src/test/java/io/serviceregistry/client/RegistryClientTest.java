package io.serviceregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.serviceregistry.client.testkit.ScriptedNode;
import io.serviceregistry.client.testkit.Wire;
import io.serviceregistry.node.boot.FreePorts;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.KeepAliveRequest;
import io.serviceregistry.proto.v1.ListMembersRequest;
import io.serviceregistry.proto.v1.ListServicesRequest;
import io.serviceregistry.proto.v1.ListServicesResponse;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.StatusRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client over real sockets, against nodes that do what the test says. */
@Timeout(90)
class RegistryClientTest {

    /** For a machine that has much else to do; nothing here takes longer than a few seconds by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final InstanceSpec spec = InstanceSpec.of("payments", "i-1", "http://10.0.0.7:8080")
            .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(1)));

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Nested
    class Calls {

        @Test
        void writesGoToTheLeaderThatAFollowerNames() {
            ScriptedNode leader = node("n1");
            ScriptedNode follower = node("n2");
            follower.header(Wire.follower("n2", "n1", leader.address(), 10));
            RegistryClient client = client(follower.address());
            client.discover(ServiceQuery.of("payments"));
            client.register(spec);
            assertThat(leader.received(RegisterRequest.class)).hasSize(1);
            assertThat(follower.received(RegisterRequest.class)).isEmpty();
            assertThat(client.leaderAddress()).contains(leader.address());
        }

        @Test
        void aDeadLeaderIsReplacedByWhateverNodeAnswers() {
            ScriptedNode leader = node("n1");
            ScriptedNode follower = node("n2");
            follower.header(Wire.follower("n2", "n1", leader.address(), 10));
            RegistryClient client = client(follower.address());
            client.register(spec);
            leader.stop();
            client.register(spec);
            assertThat(follower.received(RegisterRequest.class)).isNotEmpty();
        }

        @Test
        void aHangingNodeLeavesTimeForAnother() {
            ScriptedNode one = node("n1");
            ScriptedNode other = node("n2");
            one.hang();
            other.hang();
            RegistryClient client = client(one.address(), other.address());
            CompletableFuture<ServiceInstances> answer = client.async().discover(ServiceQuery.of("payments"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(received(DiscoverRequest.class, one, other))
                            .hasSizeGreaterThan(1));
            other.script(other::obey);
            assertThat(answer).succeedsWithin(PATIENCE);
        }

        @Test
        void everyAttemptCarriesTheSameIdEvenWhenTheAnswerIsLost() {
            ScriptedNode one = node("n1");
            ScriptedNode other = node("n2");
            RegistryClient client = client(one.address(), other.address());
            client.status();
            one.script(request -> ScriptedNode.SILENCE);
            other.script(request -> Wire.notApplied(Status.Code.UNAVAILABLE, "NO_LEADER"));
            CompletableFuture<GrantedLease> answer = client.async().register(spec);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(received(RegisterRequest.class, one, other))
                            .hasSizeGreaterThan(3));
            other.script(other::obey);
            assertThat(answer).succeedsWithin(PATIENCE);
            List<RegisterRequest> sent = received(RegisterRequest.class, one, other);
            assertThat(sent).containsOnly(sent.get(0));
            assertThat(sent.get(0).getRequestId().getClientId()).isEqualTo(client.clientId());
        }

        @Test
        void theFirstWriteIsStampedWithTheRegistryTime() {
            ScriptedNode node = node("n1");
            client(node.address()).register(spec);
            assertThat(node.received(StatusRequest.class)).hasSize(1);
            assertThat(node.received(RegisterRequest.class)
                            .get(0)
                            .getRequestId()
                            .getIssuedAtMillis())
                    .isEqualTo(1_000_010);
        }

        @Test
        void anErrorArrivesAsItsType() {
            ScriptedNode node = node("n1");
            node.script(request -> request instanceof RegisterRequest
                    ? Wire.notApplied(Status.Code.ALREADY_EXISTS, "INSTANCE_EXISTS")
                    : node.obey(request));
            RegistryClient client = client(node.address());
            assertThatThrownBy(() -> client.register(spec, RegisterCondition.ifAbsent()))
                    .isInstanceOf(InstanceExistsException.class);
        }

        @Test
        void whenNobodyListensNothingWasApplied() throws IOException {
            RegistryClient client = clientWithin(
                    Duration.ofSeconds(3), "localhost:" + FreePorts.find(1).get(0));
            assertThatThrownBy(() -> client.register(spec))
                    .isInstanceOfSatisfying(UnavailableException.class, error -> {
                        assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                        assertThat(error.isRetrySafe()).isTrue();
                    });
        }

        @Test
        void whenTheAnswerNeverComesTheWriteIsIndeterminate() {
            ScriptedNode node = node("n1");
            node.script(request -> request instanceof RegisterRequest ? ScriptedNode.SILENCE : node.obey(request));
            RegistryClient client = clientWithin(Duration.ofSeconds(3), node.address());
            assertThatThrownBy(() -> client.register(spec)).isInstanceOf(IndeterminateException.class);
        }

        @Test
        void whenTheConnectionBreaksTheWriteIsIndeterminate() {
            ScriptedNode node = node("n1");
            node.script(request -> {
                if (request instanceof RegisterRequest) {
                    new Thread(node::stop).start();
                    return ScriptedNode.SILENCE;
                }
                return node.obey(request);
            });
            RegistryClient client = clientWithin(Duration.ofSeconds(3), node.address());
            assertThatThrownBy(() -> client.register(spec)).isInstanceOf(IndeterminateException.class);
        }

        @Test
        void aNodeThatWasDownIsFoundAtOnceWhenItIsBack() {
            ScriptedNode node = node("n1");
            node.stop();
            RegistryClient client = clientWithin(Duration.ofMillis(300), node.address());
            for (int i = 0; i < 8; i++) { // by now gRPC itself would wait for many seconds
                assertThatThrownBy(() -> client.discover(ServiceQuery.of("payments")))
                        .isInstanceOf(UnavailableException.class);
            }
            node.restart();
            client.discover(ServiceQuery.of("payments"));
            assertThat(node.received(DiscoverRequest.class)).isNotEmpty();
        }

        @Test
        void anEmptyAnswerSaysWhy() {
            ScriptedNode node = node("n1");
            node.script(request -> ((DiscoverResponse) node.obey(request))
                    .toBuilder()
                            .setEmptyReason(io.serviceregistry.proto.v1.EmptyReason.EMPTY_REASON_ALL_LAPSED)
                            .build());
            assertThat(client(node.address())
                            .discover(ServiceQuery.of("payments"))
                            .whyEmpty())
                    .contains(EmptyReason.ALL_LAPSED);
        }

        @Test
        void allServicesComeFromAllPages() {
            ScriptedNode node = node("n1");
            node.script(request -> page((ListServicesRequest) request, (ListServicesResponse) node.obey(request)));
            try (Stream<ServiceSummary> services = client(node.address())
                    .allServices(ServicesQuery.of("default").withPageSize(2))) {
                assertThat(services).extracting(ServiceSummary::service).containsExactly("a", "b", "c", "d", "e");
            }
        }

        @Test
        void allInstancesComeFromAllPages() {
            ScriptedNode node = node("n1");
            List<String> all = List.of("i-1", "i-2", "i-3");
            node.script(request -> page((DiscoverRequest) request, (DiscoverResponse) node.obey(request), all));
            RegistryClient client = client(node.address());
            try (Stream<Instance> instances =
                    client.allInstances(ServiceQuery.of("payments").withLimit(2))) {
                assertThat(instances)
                        .extracting(instance -> instance.key().instanceId())
                        .isEqualTo(all);
            }
            assertThat(node.received(DiscoverRequest.class))
                    .extracting(DiscoverRequest::getPageToken)
                    .containsExactly("", "2");

            try (Stream<Instance> instances = client.allInstances(ServiceQuery.of("payments"))) {
                assertThat(instances).hasSize(3);
            }
            assertThat(node.received(DiscoverRequest.class).get(2).getLimit())
                    .as("a service may be too large for one answer")
                    .isEqualTo(1_000);
        }

        private DiscoverResponse page(DiscoverRequest request, DiscoverResponse empty, List<String> all) {
            int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
            int to = Math.min(all.size(), from + request.getLimit());
            DiscoverResponse.Builder page = empty.toBuilder().setNextPageToken(to < all.size() ? "" + to : "");
            all.subList(from, to)
                    .forEach(id -> page.addInstancesBuilder()
                            .getSpecBuilder()
                            .getKeyBuilder()
                            .setService("payments")
                            .setInstanceId(id));
            return page.build();
        }

        private ListServicesResponse page(ListServicesRequest request, ListServicesResponse empty) {
            List<String> all = List.of("a", "b", "c", "d", "e");
            int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
            int to = Math.min(all.size(), from + request.getPageSize());
            ListServicesResponse.Builder page = empty.toBuilder().setNextPageToken(to < all.size() ? "" + to : "");
            all.subList(from, to).forEach(name -> page.addServicesBuilder().setService(name));
            return page.build();
        }
    }

    @Nested
    class Registrations {

        @Test
        void staysRegisteredAndDeregistersOnClose() {
            ScriptedNode node = node("n1");
            Registration registration = client(node.address()).keepRegistered(spec);
            RegistrationState.Registered registered = registration.awaitRegistered(PATIENCE);
            assertThat(registered.revision()).isEqualTo(10);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(registration.counters().renewals()).isGreaterThan(3));
            registration.close();
            assertThat(registration.state()).isEqualTo(new RegistrationState.Closed());
            assertThat(node.received(DeregisterRequest.class))
                    .extracting(DeregisterRequest::getLeaseId)
                    .containsExactly(registered.leaseId());
        }

        @Test
        void allRegistrationsShareOneStreamAndItsMessages() {
            ScriptedNode node = node("n1");
            RegistryClient client = client(node.address());
            List<Registration> registrations = IntStream.range(0, 200)
                    .mapToObj(i -> client.keepRegistered(InstanceSpec.of("payments", "i-" + i, "http://10.0.0.7:80")
                            .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(3)))))
                    .toList();
            registrations.forEach(registration -> registration.awaitRegistered(PATIENCE));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(registrations)
                            .allMatch(registration -> registration.counters().renewals() >= 3));
            assertThat(node.keepAliveStreams()).isEqualTo(1);
            assertThat(node.received(KeepAliveRequest.class)).hasSizeLessThan(200);
        }

        @Test
        void renewalsMoveToAnotherNodeWhenOneHangs() {
            ScriptedNode one = node("n1");
            ScriptedNode other = node("n2");
            Registration registration = client(one.address(), other.address()).keepRegistered(spec);
            registration.awaitRegistered(PATIENCE);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(registration.counters().renewals()).isPositive());
            ScriptedNode inUse = one.received(KeepAliveRequest.class).isEmpty() ? other : one;
            inUse.hang();
            long before = registration.counters().renewals();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(registration.counters().renewals()).isGreaterThan(before + 3));
            assertThat(registration.state()).isInstanceOf(RegistrationState.Registered.class);
        }

        @Test
        void outlivesAnOutageOfAllNodes() {
            ScriptedNode one = node("n1");
            ScriptedNode other = node("n2");
            Registration registration = client(one.address(), other.address()).keepRegistered(spec);
            registration.awaitRegistered(PATIENCE);
            one.stop();
            other.stop();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(registration.state()).isInstanceOf(RegistrationState.Unreachable.class));
            long before = registration.counters().renewals();
            other.restart();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(registration.counters().renewals()).isGreaterThan(before));
            assertThat(registration.state()).isInstanceOf(RegistrationState.Registered.class);
        }

        @Test
        void staysWithItsAddressesWhenItIsNotToLearnMembers() {
            ScriptedNode told = node("n1");
            ScriptedNode other = node("n2");
            told.members(told, other);
            RegistryClient client = RegistryClient.builder()
                    .addresses(told.address())
                    .callDeadline(Duration.ofSeconds(2))
                    .attemptTimeout(Duration.ofMillis(500))
                    .learnMembers(false)
                    .build();
            open.add(client);
            client.discover(ServiceQuery.of("payments"));
            told.stop();
            assertThatThrownBy(() -> client.discover(ServiceQuery.of("payments")))
                    .isInstanceOf(RegistryException.class);
            assertThat(told.received(ListMembersRequest.class)).isEmpty();
            assertThat(other.received(Object.class)).isEmpty();
        }

        @Test
        void outlivesTheReplacementOfEveryNodeThatTheClientWasTold() {
            ScriptedNode told = node("n1");
            ScriptedNode joined = node("n2");
            told.members(told, joined);
            joined.members(joined);
            RegistryClient client = client(told.address());
            Registration registration = client.keepRegistered(spec);
            registration.awaitRegistered(PATIENCE);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(joined.received(StatusRequest.class)).isNotEmpty());
            told.stop();
            long before = registration.counters().renewals();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(registration.counters().renewals()).isGreaterThan(before));
            assertThat(registration.state()).isInstanceOf(RegistrationState.Registered.class);
            assertThat(client.discover(ServiceQuery.of("payments")).header()).isNotNull();
            assertThat(joined.keepAliveStreams()).isPositive();
        }

        @Test
        void closingTheClientDeregistersEverythingInBoundedTime() {
            ScriptedNode node = node("n1");
            RegistryClient client = client(node.address());
            List<Registration> registrations = IntStream.range(0, 20)
                    .mapToObj(i -> client.keepRegistered(InstanceSpec.of("payments", "i-" + i, "http://10.0.0.7:80")))
                    .toList();
            registrations.forEach(registration -> registration.awaitRegistered(PATIENCE));
            client.close();
            client.close();
            assertThat(node.received(DeregisterRequest.class)).hasSize(20);
            assertThat(registrations)
                    .allMatch(registration -> registration.state().isFinal());
            registrations.get(0).close();
            assertThatThrownBy(() -> client.keepRegistered(spec)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(client::status).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void closingEndsInTimeWhenAllNodesHang() {
            ScriptedNode node = node("n1");
            RegistryClient client = client(node.address());
            client.keepRegistered(spec).awaitRegistered(PATIENCE);
            node.hang();
            CompletableFuture<ServiceInstances> underway = client.async().discover(ServiceQuery.of("payments"));
            long begunNanos = System.nanoTime();
            client.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begunNanos))
                    .as("2 s for what cannot be deregistered, the rest for a busy machine")
                    .isLessThan(Duration.ofSeconds(15));
            assertThat(underway).isCompletedExceptionally();
        }

        @Test
        void aClosedClientLeavesNoThreadOfItsOwn() {
            ScriptedNode node = node("n1");
            RegistryClient client = RegistryClient.builder()
                    .addresses(node.address())
                    .name("leaving")
                    .build();
            client.keepRegistered(spec).awaitRegistered(PATIENCE);
            assertThat(threadsNamed("leaving")).isNotEmpty();
            client.close();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(threadsNamed("leaving")).isEmpty());
        }

        private Set<String> threadsNamed(String prefix) {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith(prefix))
                    .collect(Collectors.toSet());
        }
    }

    private ScriptedNode node(String id) {
        ScriptedNode node = new ScriptedNode(id);
        open.add(node);
        return node;
    }

    private RegistryClient client(String... addresses) {
        return clientWithin(Duration.ofSeconds(20), addresses);
    }

    private RegistryClient clientWithin(Duration deadline, String... addresses) {
        RegistryClient client = RegistryClient.builder()
                .addresses(addresses)
                .callDeadline(deadline)
                .attemptTimeout(deadline.dividedBy(20))
                .closeTimeout(Duration.ofSeconds(2))
                .build();
        open.add(client);
        return client;
    }

    private static <T> List<T> received(Class<T> type, ScriptedNode... nodes) {
        return Stream.of(nodes).flatMap(node -> node.received(type).stream()).toList();
    }
}
