package io.serviceregistry.node.rpc;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one other node. Thread-safe, never blocks.
 *
 * <p>gRPC alone would come back slowly: it waits up to two minutes between attempts to connect, notices a peer that
 * swallows everything after ten seconds at the earliest, and then TCP keeps its own growing pauses. Nodes call each other
 * many times a second, so the calls themselves are the pulse: a failed connection is tried again with the next call, at
 * most every {@link #RECONNECT_EVERY}, and one on which calls time out for {@link #SILENT_FOR} without a single answer is
 * left for a new one.
 */
final class PeerLink {
    static final Duration RECONNECT_EVERY = Duration.ofMillis(200);
    static final Duration SILENT_FOR = Duration.ofSeconds(2);

    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    /** Above a forwarded batch of 1 MiB and its answer. */
    private static final int MAX_MESSAGE_BYTES = 8 << 20;

    private final ManagedChannel channel;
    private final Clock clock;
    private final Object lock = new Object();
    private long reconnectedAtNanos;
    private long answeredAtNanos;
    private @Nullable Long silentSinceNanos;

    PeerLink(Address address, Clock clock) {
        this.channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .directExecutor() // whoever waits for an answer hands over by itself
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(2, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .disableRetry() // what to try again is decided above, where it is known what is safe
                .build();
        this.clock = clock;
        this.reconnectedAtNanos = clock.monotonicNanos();
        this.answeredAtNanos = reconnectedAtNanos;
    }

    <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request, Duration timeout) {
        long startNanos = clock.monotonicNanos();
        reconnect(startNanos);
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<R> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, new StreamObserver<R>() {
            @Override
            public void onNext(R response) {
                answered();
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                if (Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED) {
                    timedOut(startNanos);
                }
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                // A unary call has had its answer; completing twice does nothing.
                answer.completeExceptionally(Status.INTERNAL.asRuntimeException());
            }
        });
        return answer;
    }

    void close() {
        channel.shutdownNow();
    }

    private void reconnect(long nowNanos) {
        if (channel.getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
            return;
        }
        synchronized (lock) {
            if (nowNanos - reconnectedAtNanos < RECONNECT_EVERY.toNanos()) {
                return;
            }
            reconnectedAtNanos = nowNanos;
        }
        channel.resetConnectBackoff();
    }

    private void answered() {
        synchronized (lock) {
            answeredAtNanos = clock.monotonicNanos();
            silentSinceNanos = null;
        }
    }

    private void timedOut(long startNanos) {
        synchronized (lock) {
            if (answeredAtNanos - startNanos > 0) {
                return; // slow, but there
            }
            if (silentSinceNanos == null) {
                silentSinceNanos = startNanos;
            }
            if (clock.monotonicNanos() - silentSinceNanos < SILENT_FOR.toNanos()) {
                return;
            }
            silentSinceNanos = null;
        }
        // The calls under way stay on the old connection, whatever becomes of it; the next ones get a new one.
        channel.enterIdle();
    }
}
