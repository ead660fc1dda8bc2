package io.serviceregistry.client.testkit;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.client.internal.call.NodeTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Simulated nodes in virtual time: each does with a request what the test says, and everything sent is recorded. */
public final class SimTransport implements NodeTransport {

    /** What a node does with one request. */
    public sealed interface Reply {
        /** Answers, or fails if it is a StatusRuntimeException, after a delay. */
        record After(Duration delay, Object answer) implements Reply {}

        /** Takes the request and never answers. */
        record Silence() implements Reply {}

        /** Refuses the connection. */
        record Refusal() implements Reply {}
    }

    /** One attempt as it was sent. */
    public record Sent(long atNanos, String address, String method, Object request) {}

    private final ManualScheduler scheduler;
    private final Map<String, Function<Object, Reply>> nodes = new HashMap<>();
    private final List<Sent> sent = new ArrayList<>();

    public SimTransport(ManualScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** What a node does from now on. Nodes of which nothing is said refuse connections. */
    public void node(String address, Function<Object, Reply> behavior) {
        nodes.put(address, behavior);
    }

    /** Everything sent so far. */
    public List<Sent> sent() {
        return sent;
    }

    /** A reply after a millisecond. */
    public static Reply answer(Object answer) {
        return new Reply.After(Duration.ofMillis(1), answer);
    }

    @Override
    public <Q, R> CompletableFuture<R> send(
            String address, MethodDescriptor<Q, R> method, Q request, long timeoutNanos) {
        sent.add(new Sent(scheduler.nowNanos(), address, String.valueOf(method.getBareMethodName()), request));
        CompletableFuture<R> future = new CompletableFuture<>();
        Function<Object, Reply> behavior = nodes.getOrDefault(address, unused -> new Reply.Refusal());
        Reply reply = behavior.apply(request);
        scheduler.schedule(timeoutNanos, () -> fail(future, Status.DEADLINE_EXCEEDED, true));
        if (reply instanceof Reply.Refusal) {
            scheduler.execute(() -> fail(future, Status.UNAVAILABLE.withDescription("refused"), false));
        } else if (reply instanceof Reply.After after) {
            scheduler.schedule(after.delay().toNanos(), () -> complete(future, method, after.answer()));
        }
        return future;
    }

    private static <Q, R> void complete(CompletableFuture<R> future, MethodDescriptor<Q, R> method, Object answer) {
        if (answer instanceof StatusRuntimeException error) {
            future.completeExceptionally(new AttemptFailure(error.getStatus(), error.getTrailers(), true));
            return;
        }
        // Through the wire's bytes: an answer of the wrong type fails here and not in the code under test.
        @Nullable
        R typed = method.parseResponse(
                ((com.google.protobuf.Message) answer).toByteString().newInput());
        future.complete(typed);
    }

    private static void fail(CompletableFuture<?> future, Status status, boolean wasSent) {
        future.completeExceptionally(new AttemptFailure(status, null, wasSent));
    }
}
