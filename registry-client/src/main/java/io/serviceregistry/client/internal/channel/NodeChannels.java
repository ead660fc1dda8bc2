package io.serviceregistry.client.internal.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.client.internal.call.NodeTransport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One channel for each node, opened when first needed; {@link NodeTransport} over gRPC.
 *
 * <p>Calls fail at once at a node that refuses connections, so that another can be tried. gRPC would wait for up to two
 * minutes before connecting again; here every call to a node that was down makes it try now, since whoever calls has
 * already paced the attempts.
 *
 * <p>Thread-safe.
 */
public final class NodeChannels implements NodeTransport, AutoCloseable {

    /** The answer of a service with as many instances as the registry allows stays below. */
    private static final int MAX_ANSWER_BYTES = 128 << 20;
    /** Nodes permit a ping every 10 s. */
    private static final long KEEPALIVE_SECONDS = 15;

    private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;
    private static final int MAX_CHANNELS = 64; // beyond the configured ones: addresses also come from the wire

    private final Set<String> configured;
    private final Executor executor;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
    private boolean closed; // guarded by this; once it is set, channels stay empty

    /** Channels whose callbacks run on {@code executor}; those to {@code configured} nodes are never given up. */
    public NodeChannels(List<String> configured, Executor executor) {
        this.configured = Set.copyOf(configured);
        this.executor = executor;
    }

    @Override
    public <Q, R> CompletableFuture<R> send(
            String address, MethodDescriptor<Q, R> method, Q request, long timeoutNanos) {
        SentTracer tracer = new SentTracer();
        Channel channel = channelTo(address);
        if (channel == null) {
            return CompletableFuture.failedFuture(
                    new AttemptFailure(Status.CANCELLED.withDescription("client closed"), null, false));
        }
        ClientCall<Q, R> call = channel.newCall(
                method,
                CallOptions.DEFAULT
                        .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)
                        .withStreamTracerFactory(tracer));
        Answer<R> answer = new Answer<>(call, tracer);
        ClientCalls.asyncUnaryCall(call, request, answer);
        return answer.future;
    }

    /** The channel to a node, awake; null once closed. */
    public @Nullable Channel channelTo(String address) {
        ManagedChannel channel = channels.get(address);
        if (channel == null) {
            channel = opened(address);
        }
        if (channel != null && channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        return channel;
    }

    /** Ends all calls and closes all connections, within about a second. */
    @Override
    public void close() {
        List<ManagedChannel> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(channels.values());
            channels.clear();
        }
        all.forEach(ManagedChannel::shutdownNow);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            for (ManagedChannel channel : all) {
                channel.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable ManagedChannel opened(String address) {
        if (closed) {
            return null;
        }
        ManagedChannel channel = channels.computeIfAbsent(address, this::open);
        if (channels.size() > configured.size() + MAX_CHANNELS) {
            giveUpExcept(Set.of(address));
        }
        return channel;
    }

    private ManagedChannel open(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .usePlaintext()
                .executor(executor)
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    /**
     * Gives up the channels to nodes that are neither configured nor among these. What is under way on them is carried to its
     * end; a later call opens another.
     */
    public synchronized void giveUpExcept(Collection<String> addresses) {
        channels.entrySet().removeIf(entry -> {
            boolean giveUp = !configured.contains(entry.getKey()) && !addresses.contains(entry.getKey());
            if (giveUp) {
                entry.getValue().shutdown();
            }
            return giveUp;
        });
    }

    /** Knows whether a request has left: only a stream that got as far as a connection sends headers. */
    private static final class SentTracer extends ClientStreamTracer.Factory {
        volatile boolean sent;

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void outboundHeaders() {
                    sent = true;
                }
            };
        }
    }

    private static final class Answer<R> implements StreamObserver<R> {
        final CompletableFuture<R> future = new CompletableFuture<>();
        private final SentTracer tracer;
        private @Nullable R value;

        Answer(ClientCall<?, R> call, SentTracer tracer) {
            this.tracer = tracer;
            CompletableFuture<?> unused = future.whenComplete((answer, error) -> {
                if (future.isCancelled()) {
                    call.cancel("given up", null);
                }
            });
        }

        @Override
        public void onNext(R answer) {
            value = answer;
        }

        @Override
        public void onError(Throwable error) {
            future.completeExceptionally(
                    new AttemptFailure(Status.fromThrowable(error), Status.trailersFromThrowable(error), tracer.sent));
        }

        @Override
        public void onCompleted() {
            R answer = value;
            if (answer == null) {
                onError(Status.INTERNAL.withDescription("no answer").asRuntimeException());
            } else {
                future.complete(answer);
            }
        }
    }
}
