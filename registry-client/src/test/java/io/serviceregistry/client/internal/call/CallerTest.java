package io.serviceregistry.client.internal.call;

import static io.serviceregistry.client.testkit.SimTransport.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.IndeterminateException;
import io.serviceregistry.client.InstanceExistsException;
import io.serviceregistry.client.LimitExceededException;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.UnavailableException;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimTransport;
import io.serviceregistry.client.testkit.SimTransport.Reply;
import io.serviceregistry.client.testkit.SimTransport.Sent;
import io.serviceregistry.client.testkit.Wire;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import io.serviceregistry.proto.v1.TransferLeadershipRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Calls over simulated nodes in virtual time: a deadline of 10 s, attempts of 2 s, three nodes. */
@SuppressWarnings("FutureReturnValueIgnored") // some calls matter for what they send, not for what they answer
class CallerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimTransport nodes = new SimTransport(scheduler);
    private final NodeSelector selector = new NodeSelector(List.of("a:1", "b:1", "c:1"), new Random(Seeds.seed()));
    private final RegistryTime registryTime = new RegistryTime();
    private final Backoff backoff = new Backoff(
            new Backoff.Bounds(Duration.ofMillis(50), Duration.ofSeconds(1)), new SplittableRandom(Seeds.seed()));
    private final Caller caller = new Caller(nodes, selector, scheduler, Runnable::run, backoff, registryTime);
    private final RequestIds ids = new RequestIds("client");
    private final RegistryCalls calls = new RegistryCalls(caller, ids, DEADLINE, ATTEMPT);

    private final String first = selector.ring().get(0);
    private final String second = selector.ring().get(1);
    private final String third = selector.ring().get(2);
    private final RegisterResponse granted = RegisterResponse.newBuilder()
            .setHeader(Wire.leader("n1", first, 10))
            .setLeaseId(7)
            .setTtlMillis(5_000)
            .build();
    private final DiscoverResponse found = DiscoverResponse.newBuilder()
            .setHeader(Wire.leader("n1", first, 10))
            .build();

    @BeforeEach
    void registryTimeIsKnown() {
        registryTime.observe(1_000, true, scheduler.nowNanos());
    }

    @Nested
    class Attempts {

        @Test
        void aHangingNodeCostsOneAttemptAndNotTheDeadline() {
            nodes.node(first, request -> new Reply.Silence());
            nodes.node(second, request -> answer(granted));
            CompletableFuture<RegisterResponse> call = register();
            scheduler.advance(ATTEMPT.plusMillis(200));
            assertThat(call).isCompletedWithValue(granted);
        }

        @Test
        void laterCallsDoNotAskANodeThatHangs() {
            nodes.node(first, request -> new Reply.Silence());
            nodes.node(second, request -> answer(found));
            discover();
            scheduler.advance(Duration.ofSeconds(3));
            nodes.sent().clear();
            for (int i = 0; i < 10; i++) {
                discover();
                scheduler.advance(Duration.ofMillis(10));
            }
            assertThat(nodes.sent()).extracting(Sent::address).containsOnly(second);
        }

        @Test
        void everyAttemptCarriesTheSameRequest() {
            nodes.node(first, request -> new Reply.Silence());
            nodes.node(second, request -> answer(Wire.notApplied(Status.Code.UNAVAILABLE, "NO_LEADER")));
            nodes.node(third, request -> answer(granted));
            CompletableFuture<RegisterResponse> call = register();
            scheduler.advance(Duration.ofSeconds(4));
            assertThat(call).isCompletedWithValue(granted);
            assertThat(nodes.sent()).extracting(Sent::address).containsExactly(first, second, third);
            assertThat(nodes.sent())
                    .extracting(Sent::request)
                    .containsOnly(nodes.sent().get(0).request());
            assertThat(((RegisterRequest) nodes.sent().get(0).request())
                            .getRequestId()
                            .getSequence())
                    .isEqualTo(1);
        }

        @Test
        void attemptsGoRoundAgainWhenAllNodesHaveFailed() {
            nodes.node(first, inTurn(new Reply.Refusal(), answer(found)));
            CompletableFuture<DiscoverResponse> call = discover();
            scheduler.advance(Duration.ofSeconds(2));
            assertThat(call).isCompletedWithValue(found);
            assertThat(nodes.sent().subList(0, 3))
                    .extracting(Sent::address)
                    .containsExactlyInAnyOrder(first, second, third);
        }

        @Test
        void aDecisionOfTheRegistryIsNotRetried() {
            nodes.node(first, request -> answer(Wire.notApplied(Status.Code.RESOURCE_EXHAUSTED, "REGISTRY_FULL")));
            assertThat(failureOf(register(), Duration.ofSeconds(1))).isInstanceOf(LimitExceededException.class);
            assertThat(nodes.sent()).hasSize(1);
        }

        @Test
        void theTimeANodeAsksForIsGiven() {
            nodes.node(
                    first,
                    request -> answer(Wire.error(
                            Status.Code.RESOURCE_EXHAUSTED, "OVERLOADED", Map.of("outcome", "not_applied"), 1_500)));
            nodes.node(second, request -> answer(granted));
            register();
            scheduler.advance(Duration.ofSeconds(2));
            assertThat(nodes.sent()).hasSize(2);
            long waited = nodes.sent().get(1).atNanos() - nodes.sent().get(0).atNanos();
            assertThat(Duration.ofNanos(waited)).isBetween(Duration.ofMillis(1_500), Duration.ofMillis(1_600));
        }

        @Test
        void aNodeThatKnowsNoLeaderDoesNotHoldUpAskingAnother() {
            nodes.node(
                    first,
                    request -> answer(
                            Wire.error(Status.Code.UNAVAILABLE, "NO_LEADER", Map.of("outcome", "not_applied"), 1_500)));
            nodes.node(second, request -> answer(granted));
            CompletableFuture<RegisterResponse> call = register();
            scheduler.advance(Duration.ofMillis(100));
            assertThat(call).isCompletedWithValue(granted);
        }

        @Test
        void whenAllNodesKnowNoLeaderTheTimeTheyAskForIsGiven() {
            allNodes(request ->
                    answer(Wire.error(Status.Code.UNAVAILABLE, "NO_LEADER", Map.of("outcome", "not_applied"), 1_500)));
            register();
            scheduler.advance(Duration.ofMillis(1_500));
            assertThat(nodes.sent()).hasSize(3);
            scheduler.advance(Duration.ofMillis(500));
            assertThat(nodes.sent()).hasSizeGreaterThan(3);
        }

        @Test
        void aNodeAskedForByAddressIsNotAskedForEver() {
            CompletableFuture<StatusResponse> call = calls.status("elsewhere:1");
            assertThat(failureOf(call, Duration.ofSeconds(1))).isInstanceOf(UnavailableException.class);
            assertThat(nodes.sent())
                    .extracting(Sent::address)
                    .containsExactly("elsewhere:1", "elsewhere:1", "elsewhere:1");
        }

        @Test
        void aWaitBeyondTheDeadlineIsNotWaited() {
            nodes.node(
                    first,
                    request -> answer(Wire.error(
                            Status.Code.RESOURCE_EXHAUSTED, "OVERLOADED", Map.of("outcome", "not_applied"), 20_000)));
            RegistryException failure = failureOf(register(), Duration.ofMillis(10));
            assertThat(failure).isInstanceOf(UnavailableException.class);
            assertThat(failure.reason()).isEqualTo(ErrorReason.OVERLOADED);
        }

        @Test
        void aCallWithoutIdIsNotRepeatedOnceItMayHaveBeenApplied() {
            nodes.node(first, request -> answer(Status.UNAVAILABLE.asRuntimeException()));
            CompletableFuture<?> call = calls.transferLeadership(TransferLeadershipRequest.getDefaultInstance());
            assertThat(failureOf(call, Duration.ofSeconds(1))).isInstanceOf(IndeterminateException.class);
            assertThat(nodes.sent()).hasSize(1);
        }

        @Test
        void aCallWithoutIdIsRepeatedWhenItCertainlyWasNot() {
            CompletableFuture<?> call = calls.transferLeadership(TransferLeadershipRequest.getDefaultInstance());
            assertThat(failureOf(call, DEADLINE)).isInstanceOf(UnavailableException.class);
            assertThat(nodes.sent()).hasSizeGreaterThan(3);
        }
    }

    @Nested
    class Endings {

        @Test
        void whenAllNodesHangAWriteIsIndeterminateAtTheDeadline() {
            allNodes(request -> new Reply.Silence());
            CompletableFuture<RegisterResponse> call = register();
            scheduler.advance(DEADLINE.minusSeconds(2).minusMillis(200));
            assertThat(call).isNotDone();
            RegistryException failure = failureOf(call, Duration.ofMillis(2_200));
            assertThat(failure).isInstanceOf(IndeterminateException.class);
            assertThat(failure.isRetrySafe()).isFalse();
        }

        @Test
        void whenAllNodesHangAReadIsUnavailable() {
            allNodes(request -> new Reply.Silence());
            RegistryException failure = failureOf(discover(), DEADLINE);
            assertThat(failure).isInstanceOf(UnavailableException.class);
            assertThat(failure.isRetrySafe()).isTrue();
        }

        @Test
        void whenNobodyListensAWriteWasNotApplied() {
            RegistryException failure = failureOf(register(), DEADLINE);
            assertThat(failure).isInstanceOf(UnavailableException.class);
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure.reason()).isEqualTo(ErrorReason.UNREACHABLE);
        }

        @Test
        void oneAttemptThatMayHaveBeenAppliedOutweighsAllThatWereNot() {
            nodes.node(first, request -> new Reply.Silence());
            nodes.node(second, request -> answer(Wire.notApplied(Status.Code.UNAVAILABLE, "NO_LEADER")));
            nodes.node(third, request -> answer(Wire.notApplied(Status.Code.UNAVAILABLE, "NO_LEADER")));
            assertThat(failureOf(register(), DEADLINE)).isInstanceOf(IndeterminateException.class);
        }

        @Test
        void aRefusalAtTheDoorDoesNotSpeakForAnAttemptBefore() {
            nodes.node(first, request -> new Reply.Silence());
            nodes.node(second, request -> answer(Status.PERMISSION_DENIED.asRuntimeException()));
            assertThat(failureOf(register(), DEADLINE)).isInstanceOf(IndeterminateException.class);
        }

        @Test
        void aDecisionOfTheRegistrySpeaksForAllAttempts() {
            nodes.node(first, request -> new Reply.Silence());
            nodes.node(second, request -> answer(Wire.notApplied(Status.Code.ALREADY_EXISTS, "INSTANCE_EXISTS")));
            assertThat(failureOf(register(), DEADLINE)).isInstanceOf(InstanceExistsException.class);
        }

        @Test
        void aRequestIsAnsweredForTheRegistryOnlyWhenItsCallIsOver() {
            nodes.node(first, request -> new Reply.Silence());
            nodes.node(second, request -> answer(granted));
            register();
            assertThat(ids.unansweredCount()).isEqualTo(1);
            scheduler.advance(Duration.ofSeconds(3));
            assertThat(ids.unansweredCount()).isZero();
        }

        @Test
        void closingEndsEveryCall() {
            allNodes(request -> new Reply.Silence());
            CompletableFuture<RegisterResponse> write = register();
            CompletableFuture<DiscoverResponse> read = discover();
            scheduler.advance(Duration.ofMillis(10));
            caller.close();
            assertThat(failureOf(write, Duration.ZERO)).isInstanceOf(IndeterminateException.class);
            assertThat(failureOf(read, Duration.ZERO)).isInstanceOf(UnavailableException.class);
            assertThat(failureOf(register(), Duration.ZERO).reason()).isEqualTo(ErrorReason.CANCELLED);
        }
    }

    @Nested
    class Leader {

        @Test
        void writesGoToTheLeaderThatAHeaderNames() {
            allNodes(request -> reply(request, Wire.follower("n1", "n9", "leader:1", 10)));
            nodes.node("leader:1", request -> answer(granted));
            discover();
            scheduler.advance(Duration.ofMillis(10));
            register();
            discover();
            scheduler.advance(Duration.ofMillis(10));
            assertThat(nodes.sent()).extracting(Sent::address).containsExactly(first, "leader:1", first);
        }

        @Test
        void theLeaderIsReachedByTheAddressThatWorkedBefore() {
            selector.learn(third, Wire.follower("n3", "", "", 9));
            selector.learn(first, Wire.follower("n1", "n3", "inside-the-cluster:1", 10));
            assertThat(selector.leader()).contains(third);
        }

        @Test
        void aLaggingNodeDoesNotBringAnOldLeaderBack() {
            selector.learn(first, Wire.follower("n1", "n3", "new:1", 10));
            selector.learn(second, Wire.follower("n2", "n2", "old:1", 9));
            assertThat(selector.leader()).contains("new:1");
        }

        @Test
        void aLeaderThatAbdicatesIsBelieved() {
            selector.learn(first, Wire.leader("n1", first, 10));
            selector.learn(first, Wire.follower("n1", "n2", "new:1", 9));
            assertThat(selector.leader()).contains("new:1");
        }

        @Test
        void aLeaderOutOfReachIsAskedSeldomAndTheWritesGoOn() {
            allNodes(request -> reply(request, Wire.follower("n1", "n9", "nowhere:1", 10)));
            nodes.node("nowhere:1", request -> new Reply.Silence());
            for (int i = 0; i < 120; i++) {
                CompletableFuture<RegisterResponse> write = register();
                scheduler.advance(Duration.ofSeconds(3));
                assertThat(write).isCompleted();
            }
            assertThat(nodes.sent())
                    .filteredOn(sent -> sent.address().equals("nowhere:1"))
                    .hasSizeBetween(2, 12);
        }
    }

    @Nested
    class Stamps {

        private final StatusResponse ready = StatusResponse.newBuilder()
                .setHeader(Wire.leader("n1", first, 10))
                .setReady(true)
                .build();

        @Test
        void theFirstWriteLearnsTheRegistryTimeFirst() {
            scheduler.advance(Duration.ofMinutes(5)); // what was known is not fresh any more
            allNodes(request -> answer(request instanceof StatusRequest ? ready : granted));
            CompletableFuture<RegisterResponse> one = register();
            CompletableFuture<RegisterResponse> other = register();
            scheduler.advance(Duration.ofMillis(100));
            assertThat(List.of(one, other)).allMatch(CompletableFuture::isDone);
            assertThat(nodes.sent()).extracting(Sent::method).containsExactly("Status", "Register", "Register");
            RegisterRequest sent = (RegisterRequest) nodes.sent().get(1).request();
            assertThat(sent.getRequestId().getIssuedAtMillis()).isEqualTo(1_000_010);
        }

        @Test
        void aNodeThatHasNotCaughtUpIsPassedOver() {
            scheduler.advance(Duration.ofMinutes(5));
            StatusResponse behind = ready.toBuilder().setReady(false).build();
            nodes.node(first, request -> answer(behind));
            nodes.node(second, request -> answer(request instanceof StatusRequest ? ready : granted));
            CompletableFuture<RegisterResponse> write = register();
            scheduler.advance(Duration.ofMillis(500));
            assertThat(write).isCompletedWithValue(granted);
            assertThat(nodes.sent()).extracting(Sent::address).startsWith(first, second);
        }

        @Test
        void aWriteGoesOutUnstampedWhenNobodyTellsTheTime() {
            scheduler.advance(Duration.ofMinutes(5));
            allNodes(request -> request instanceof StatusRequest ? new Reply.Silence() : answer(granted));
            CompletableFuture<RegisterResponse> write = register();
            scheduler.advance(Duration.ofSeconds(4));
            assertThat(write).isCompletedWithValue(granted);
            Sent last = nodes.sent().get(nodes.sent().size() - 1);
            assertThat(((RegisterRequest) last.request()).getRequestId().getIssuedAtMillis())
                    .isZero();
        }
    }

    private CompletableFuture<RegisterResponse> register() {
        return calls.register(RegisterRequest.newBuilder());
    }

    private CompletableFuture<DiscoverResponse> discover() {
        return calls.discover(DiscoverRequest.getDefaultInstance());
    }

    private void allNodes(Function<Object, Reply> behavior) {
        selector.ring().forEach(address -> nodes.node(address, behavior));
    }

    private Reply reply(Object request, ResponseHeader header) {
        return answer(
                request instanceof RegisterRequest
                        ? granted.toBuilder().setHeader(header).build()
                        : found.toBuilder().setHeader(header).build());
    }

    private static Function<Object, Reply> inTurn(Reply... replies) {
        Deque<Reply> left = new ArrayDeque<>(List.of(replies));
        return request -> left.size() > 1 ? left.removeFirst() : left.getFirst();
    }

    private RegistryException failureOf(CompletableFuture<?> call, Duration within) {
        scheduler.advance(within);
        assertThat(call).isCompletedExceptionally();
        return call.handle((answer, thrown) ->
                        (RegistryException) (thrown instanceof CompletionException ? thrown.getCause() : thrown))
                .join();
    }
}
