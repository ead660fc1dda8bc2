package io.serviceregistry.bench.fault;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.bench.check.Write.Outcome;
import io.serviceregistry.bench.load.Channels;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls to one node and no other, over a connection of its own: no retries, no second node. Thread-safe. */
final class NodeCalls implements AutoCloseable {
    private final String node;
    private final ManagedChannel channel;

    /** Calls to a node; their answers are handled on {@code executor}. */
    NodeCalls(String node, String address, Executor executor) {
        this.node = node;
        this.channel = Channels.to(address).executor(executor).build();
    }

    /** The node's id. */
    String node() {
        return node;
    }

    /** True when a call would go out at once. */
    boolean isConnected() {
        return channel.getState(true) == ConnectivityState.READY;
    }

    /** Makes a call; completes exceptionally with a {@link StatusRuntimeException}. */
    <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
        if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff(); // the load is paced already: a node that is back is asked again at once
        }
        CompletableFuture<R> answer = new CompletableFuture<>();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, new StreamObserver<R>() {
            @Override
            public void onNext(R value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        });
        return answer;
    }

    /** Begins a call of any form. */
    <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
        return channel.newCall(method, options);
    }

    /** The outcome that a failed write is said to have had. */
    static Outcome outcomeOf(Throwable failure) {
        return errorInfo(failure)
                        .map(info -> "not_applied".equals(info.getMetadataOrDefault("outcome", "")))
                        .orElse(false)
                ? Outcome.NOT_APPLIED
                : Outcome.INDETERMINATE;
    }

    /** The reason of a failure that a node gave; its gRPC code when there is none. */
    static String reasonOf(Throwable failure) {
        return errorInfo(failure)
                .map(ErrorInfo::getReason)
                .orElseGet(() -> cause(failure) instanceof StatusRuntimeException status
                        ? status.getStatus().getCode().toString()
                        : String.valueOf(cause(failure)));
    }

    /** What a node said of a failure beside its reason; nothing when the node did not give it. */
    static Map<String, String> detailsOf(Throwable failure) {
        return errorInfo(failure).map(ErrorInfo::getMetadataMap).orElse(Map.of());
    }

    /** Whether the node itself gave this failure, and so had taken the call in. */
    static boolean isNodesAnswer(Throwable failure) {
        return errorInfo(failure).isPresent();
    }

    private static Optional<ErrorInfo> errorInfo(Throwable failure) {
        com.google.rpc.Status status = StatusProto.fromThrowable(cause(failure));
        if (status == null) {
            return Optional.empty();
        }
        return status.getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .map(detail -> {
                    try {
                        return detail.unpack(ErrorInfo.class);
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException("a node sent error details that cannot be read", e);
                    }
                })
                .findFirst();
    }

    private static Throwable cause(@Nullable Throwable failure) {
        if (failure == null) {
            throw new IllegalArgumentException("failure: null (expected: a failure)");
        }
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
