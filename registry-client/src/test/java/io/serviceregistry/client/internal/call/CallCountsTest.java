package io.serviceregistry.client.internal.call;

import static io.serviceregistry.client.testkit.SimTransport.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.serviceregistry.client.CallObserver;
import io.serviceregistry.client.ClientStats.Calls;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimTransport;
import io.serviceregistry.client.testkit.SimTransport.Reply;
import io.serviceregistry.client.testkit.Wire;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.RegisterRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls over two simulated nodes in virtual time: a deadline of 10 s, attempts of 2 s. */
@SuppressWarnings("FutureReturnValueIgnored") // calls matter for what is counted
class CallCountsTest {

    private static final Calls NONE = new Calls(0, 0, 0, 0, 0);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimTransport nodes = new SimTransport(scheduler);
    private final NodeSelector selector = new NodeSelector(List.of("a:1", "b:1"), new Random(Seeds.seed()));
    private final RegistryTime registryTime = new RegistryTime();
    private final Backoff backoff = new Backoff(
            new Backoff.Bounds(Duration.ofMillis(50), Duration.ofSeconds(1)), new SplittableRandom(Seeds.seed()));
    private final Caller caller = new Caller(nodes, selector, scheduler, Runnable::run, backoff, registryTime);
    private final RegistryCalls calls =
            new RegistryCalls(caller, new RequestIds("client"), Duration.ofSeconds(10), Duration.ofSeconds(2));

    private final String first = selector.ring().get(0);
    private final String second = selector.ring().get(1);
    private final DiscoverResponse found = DiscoverResponse.newBuilder()
            .setHeader(Wire.leader("n1", first, 10))
            .build();
    private final List<Heard> heard = new ArrayList<>();

    private record Heard(String method, @Nullable Outcome failure, Duration took) {}

    @BeforeEach
    void registryTimeIsKnown() {
        registryTime.observe(1_000, true, scheduler.nowNanos());
    }

    @Test
    void everyMethodIsThereBeforeItsFirstCall() {
        assertThat(caller.counts().snapshot())
                .containsOnlyKeys(
                        "AddMember",
                        "ClearOverride",
                        "Deregister",
                        "Discover",
                        "GetInstance",
                        "ListMembers",
                        "ListOverrides",
                        "ListServices",
                        "Register",
                        "ReleaseHold",
                        "RemoveMember",
                        "Renew",
                        "SetOverride",
                        "Status",
                        "TransferLeadership",
                        "Update")
                .allSatisfy((method, counts) -> assertThat(counts).isEqualTo(NONE));
    }

    @Test
    void aCallCountsOnceWhateverNumberOfAttemptsItTook() {
        nodes.node(first, request -> new Reply.Silence());
        nodes.node(second, request -> answer(found));
        discover();
        assertThat(countsOf("Discover")).as("underway").isEqualTo(new Calls(0, 0, 0, 1, 0));
        scheduler.advance(Duration.ofSeconds(3));
        assertThat(countsOf("Discover")).isEqualTo(new Calls(1, 0, 0, 2, 1));
        assertThat(countsOf("Register")).isEqualTo(NONE);
    }

    @Test
    void failedCallsCountByWhatIsKnownOfTheirEffect() {
        nodes.node(first, request -> answer(Wire.notApplied(Status.Code.RESOURCE_EXHAUSTED, "REGISTRY_FULL")));
        register();
        scheduler.advance(Duration.ofSeconds(20));
        assertThat(countsOf("Register")).isEqualTo(new Calls(0, 1, 0, 1, 0));

        nodes.node(first, request -> new Reply.Silence());
        nodes.node(second, request -> new Reply.Silence());
        register();
        scheduler.advance(Duration.ofSeconds(20));
        assertThat(countsOf("Register").indeterminate()).isEqualTo(1);
        assertThat(countsOf("Register").notApplied()).isEqualTo(1);
    }

    @Test
    void whatTheEndOfTheClientEndsCountsToo() {
        nodes.node(first, request -> new Reply.Silence());
        discover();
        caller.close();
        assertThat(countsOf("Discover")).isEqualTo(new Calls(0, 1, 0, 1, 0));
        discover();
        assertThat(countsOf("Discover")).as("refused at once").isEqualTo(new Calls(0, 2, 0, 1, 0));
    }

    @Test
    void whoSeesTheAnswerFindsItCounted() {
        nodes.node(first, request -> answer(found));
        AtomicReference<Calls> seen = new AtomicReference<>();
        discover().thenRun(() -> seen.set(countsOf("Discover")));
        scheduler.advance(Duration.ofMillis(1));
        assertThat(seen).hasValue(new Calls(1, 0, 0, 1, 0));
    }

    @Test
    void anObserverHearsHowCallsEndAndHowLongTheyTook() {
        CallObserver observer = (method, failure, took) ->
                heard.add(new Heard(method, failure == null ? null : failure.outcome(), took));
        caller.observe(observer);
        nodes.node(first, request -> answer(found));
        discover();
        scheduler.advance(Duration.ofSeconds(1));
        nodes.node(
                first,
                request -> new Reply.After(
                        Duration.ofMillis(70), Wire.notApplied(Status.Code.RESOURCE_EXHAUSTED, "REGISTRY_FULL")));
        register();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(heard)
                .containsExactly(
                        new Heard("Discover", null, Duration.ofMillis(1)),
                        new Heard("Register", Outcome.NOT_APPLIED, Duration.ofMillis(70)));

        caller.forget(observer);
        discover();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(heard).hasSize(2);
    }

    @Test
    void anObserverThatFailsHarmsNoCallAndNoOtherObserver() {
        caller.observe((method, failure, took) -> {
            throw new IllegalStateException("a defect of the application's");
        });
        List<RegistryException> failures = new ArrayList<>();
        List<String> methods = new ArrayList<>();
        caller.observe((method, failure, took) -> {
            methods.add(method);
            if (failure != null) {
                failures.add(failure);
            }
        });
        nodes.node(first, request -> answer(found));
        CompletableFuture<DiscoverResponse> call = discover();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(call).isCompletedWithValue(found);
        assertThat(methods).containsExactly("Discover");
        assertThat(failures).isEmpty();
    }

    private Calls countsOf(String method) {
        return caller.counts().snapshot().getOrDefault(method, NONE);
    }

    private CompletableFuture<DiscoverResponse> discover() {
        return calls.discover(DiscoverRequest.getDefaultInstance());
    }

    private void register() {
        calls.register(RegisterRequest.newBuilder());
    }
}
