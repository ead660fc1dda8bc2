package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A caller that watches through a door, and reads when it is told to. */
final class WatchingCaller implements ClientResponseObserver<WatchRequest, WatchResponse>, AutoCloseable {
    private final BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final boolean reads;
    private @Nullable ClientCallStreamObserver<WatchRequest> call;

    private WatchingCaller(boolean reads) {
        this.reads = reads;
    }

    /** Watches, and takes whatever comes. */
    static WatchingCaller watch(Door door, WatchRequest request) {
        return begin(door, request, true);
    }

    /** Watches, and takes nothing. */
    static WatchingCaller watchWithoutReading(Door door, WatchRequest request) {
        return begin(door, request, false);
    }

    private static WatchingCaller begin(Door door, WatchRequest request, boolean reads) {
        WatchingCaller caller = new WatchingCaller(reads);
        DiscoveryServiceGrpc.newStub(door.channel).watch(request, caller);
        return caller;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
        call = stream;
        if (!reads) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    /** Takes so many responses of a caller that does not read by itself. */
    void read(int count) {
        Objects.requireNonNull(call).request(count);
    }

    @Override
    public void onNext(WatchResponse response) {
        responses.add(response);
    }

    @Override
    public void onError(Throwable thrown) {
        failure.complete(thrown);
    }

    @Override
    public void onCompleted() {
        failure.complete(new AssertionError("a watch does not end by itself"));
    }

    /** What comes next. */
    WatchResponse next() throws InterruptedException {
        WatchResponse next = responses.poll(20, TimeUnit.SECONDS);
        assertThat(next)
                .as("a response; the watch ended with %s", failure.getNow(null))
                .isNotNull();
        return next;
    }

    boolean hasNothing() {
        return responses.isEmpty();
    }

    /** Why it ended. */
    CompletableFuture<Throwable> failure() {
        return failure;
    }

    @Override
    public void close() {
        Objects.requireNonNull(call).cancel("enough", null);
    }
}
