package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Peers.ForwardedCommand;
import io.serviceregistry.node.replication.Peers.ForwardedOutcome;
import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.node.time.SystemClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes that speak to one another over real sockets. */
class PeerGrpcTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Position POSITION = new Position(17, 23, 4, 1_000);

    private final Queue<ForwardedCommand> received = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<ForwardedOutcome>> answers = new ArrayDeque<>();
    private final List<String> readers = Collections.synchronizedList(new ArrayList<>());
    private volatile ReadIndexAnswer readIndex = new ReadIndexAnswer.Retry();
    private Door door;
    private PeerGrpcClient client;

    @BeforeEach
    void open() throws Exception {
        door = Door.open(
                command -> {
                    received.add(command);
                    return Objects.requireNonNull(answers.poll());
                },
                (caller, term) -> {
                    readers.add(caller + '@' + term);
                    return CompletableFuture.completedFuture(readIndex);
                });
        client = client("local");
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        door.close();
    }

    @Test
    void forwardedCommandsArriveAsTheyWereSentInTheirOrder() {
        List<ForwardedCommand> sent = List.of(
                new ForwardedCommand(
                        Lane.RENEWAL, LoggedCommand.internal(Fixtures.renew(3, 1, 2)), Duration.ofMillis(900)),
                new ForwardedCommand(
                        Lane.REGISTRATION,
                        new LoggedCommand(
                                new RequestId("client", 7, 5, 12_000), 34_000, Fixtures.register("payments/i-1")),
                        Duration.ofSeconds(30)),
                new ForwardedCommand(Lane.LEAVE, LoggedCommand.internal(Fixtures.deregister("a/b", 9)), Duration.ZERO),
                new ForwardedCommand(Lane.READ, LoggedCommand.internal(new Barrier()), Duration.ofMillis(1)));
        sent.forEach(command -> answers.add(done(ForwardedOutcome.INDETERMINATE)));

        assertThat(client.forward("n1", sent, TIMEOUT).join()).hasSize(4);
        assertThat(received).containsExactlyElementsOf(sent);
    }

    @Test
    void stateDigestsAreAskedByLogIndexAndMayBeMissing() throws Exception {
        assertThat(client.stateDigest("n1", 41, TIMEOUT).join()).hasValue(42);
        assertThat(client.stateDigest("n1", 0, TIMEOUT).join()).isEmpty();
    }

    @Test
    void outcomesComeBackInTheOrderOfTheirCommands() {
        List<ForwardedOutcome> outcomes = List.of(
                applied(new Outcome.Registered(12)),
                applied(new Outcome.Updated(16)),
                applied(Outcome.DONE),
                applied(new Outcome.Rejected(Rejection.REVISION_MISMATCH, 15)),
                applied(new Outcome.Renewed(List.of(1L), List.of(2L, 3L), List.of())),
                new ForwardedOutcome(null, Reason.NOT_LEADER),
                new ForwardedOutcome(null, Reason.OVERLOADED),
                new ForwardedOutcome(null, Reason.DEADLINE_PASSED),
                ForwardedOutcome.INDETERMINATE);
        List<CompletableFuture<ForwardedOutcome>> pending = new ArrayList<>();
        outcomes.forEach(outcome -> pending.add(new CompletableFuture<>()));
        answers.addAll(pending);

        var forwarded = client.forward("n1", Collections.nCopies(outcomes.size(), barrier()), TIMEOUT);
        await().untilAsserted(() -> assertThat(received).hasSize(outcomes.size()));
        for (int i = outcomes.size() - 1; i >= 0; i--) {
            pending.get(i).complete(outcomes.get(i));
        }
        assertThat(forwarded.join()).containsExactlyElementsOf(outcomes);
    }

    @ParameterizedTest
    @CsvSource({"NO_LEADER", "STOPPING", "NOT_LEADER"})
    void whoeverCannotLeadSendsTheCallerOn(Reason reason) {
        answers.add(done(new ForwardedOutcome(null, reason)));
        assertThat(client.forward("n1", List.of(barrier()), TIMEOUT).join())
                .containsExactly(new ForwardedOutcome(null, Reason.NOT_LEADER));
    }

    @Test
    void readIndexIsAskedInTheCallersNameAndTerm() {
        for (ReadIndexAnswer answer : List.of(
                new ReadIndexAnswer.Index(0),
                new ReadIndexAnswer.Index(4_711),
                new ReadIndexAnswer.Retry(),
                new ReadIndexAnswer.UseLogBarrier())) {
            readIndex = answer;
            assertThat(client.readIndex("n1", 9, TIMEOUT).join()).isEqualTo(answer);
        }
        assertThat(readers).containsOnly("n2@9");
    }

    @Test
    void nodeTellsItsTermAndItself() {
        assertThat(client.currentTerm("n1", TIMEOUT).join()).isEqualTo(7);
        assertThat(client.statusOf("n1", TIMEOUT).join()).isEqualTo(door.status());
    }

    @Test
    void callFromAnotherClusterIsRefused() {
        try (PeerGrpcClient stranger = client("other")) {
            for (CompletableFuture<?> call : List.of(
                    stranger.forward("n1", List.of(barrier()), TIMEOUT),
                    stranger.readIndex("n1", 7, TIMEOUT),
                    stranger.currentTerm("n1", TIMEOUT),
                    stranger.statusOf("n1", TIMEOUT))) {
                assertThat(failure(call).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
                assertThat(failure(call).getDescription()).isEqualTo("cluster.id: other (expected: local)");
            }
        }
        assertThat(received).isEmpty();
        assertThat(readers).isEmpty();
    }

    @Test
    void nodeThatNobodyKnowsIsNotCalled() {
        assertThatThrownBy(() -> client.currentTerm("n9", TIMEOUT).join())
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n9");
    }

    @Test
    void restartedNodeIsFoundAgainSoon() throws Exception {
        assertThat(client.currentTerm("n1", TIMEOUT).join()).isEqualTo(7);
        int port = door.servers.peerPort();
        door.servers.close(Duration.ofSeconds(5));
        // Many failed attempts: left alone, gRPC would now wait for many seconds.
        await().during(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(failure(client.currentTerm("n1", Duration.ofMillis(100)))
                                .isOk())
                        .isFalse());

        GrpcServers restarted = new GrpcServers(
                Door.loopback("grpc", 0),
                List.of(),
                Door.loopback("peer", port),
                List.of(new PeerGrpcService(
                        Door.CLUSTER,
                        door.consensus,
                        command -> done(ForwardedOutcome.INDETERMINATE),
                        (caller, term) -> CompletableFuture.completedFuture(readIndex),
                        index -> OptionalLong.empty(),
                        door::status)),
                Door.LIMITS,
                door.admission,
                Runnable::run);
        try {
            restarted.startPeers();
            await().atMost(Duration.ofMillis(1_500))
                    .untilAsserted(() -> assertThat(failure(client.currentTerm("n1", Duration.ofMillis(500))))
                            .isEqualTo(Status.OK));
        } finally {
            restarted.close(Duration.ofSeconds(5));
        }
    }

    @Test
    void connectionThatSwallowsEverythingIsLeftForANewOne() throws Exception {
        AtomicLong nowNanos = new AtomicLong(1_000_000_000L);
        Clock manual = new Clock() {
            @Override
            public long monotonicNanos() {
                return nowNanos.get();
            }

            @Override
            public long wallMillis() {
                return 0;
            }
        };
        Duration patience = Duration.ofMillis(100);
        try (ServerSocket blackHole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                PeerGrpcClient caller = new PeerGrpcClient(
                        "local",
                        "n2",
                        id -> Optional.of(Door.address("127.0.0.1", blackHole.getLocalPort())),
                        manual)) {
            blackHole.setSoTimeout(10_000);
            assertThat(failure(caller.currentTerm("n1", patience)).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            Socket first = blackHole.accept();

            nowNanos.addAndGet(PeerLink.SILENT_FOR.toNanos());
            assertThat(failure(caller.currentTerm("n1", patience)).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(failure(caller.currentTerm("n1", patience)).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            Socket second = blackHole.accept();
            assertThat(second.getPort()).isNotEqualTo(first.getPort());
            first.close();
            second.close();
        }
    }

    private PeerGrpcClient client(String clusterId) {
        Address n1 = door.peerAddress();
        return new PeerGrpcClient(
                clusterId, "n2", id -> id.equals("n1") ? Optional.of(n1) : Optional.empty(), new SystemClock());
    }

    private static ForwardedCommand barrier() {
        return new ForwardedCommand(Lane.READ, LoggedCommand.internal(new Barrier()), Duration.ofSeconds(1));
    }

    private static ForwardedOutcome applied(Outcome outcome) {
        return new ForwardedOutcome(new Result(POSITION, outcome), null);
    }

    private static CompletableFuture<ForwardedOutcome> done(ForwardedOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    private static Status failure(CompletableFuture<?> call) {
        try {
            call.join();
            return Status.OK;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(StatusRuntimeException.class);
            return Status.fromThrowable(e);
        }
    }
}
