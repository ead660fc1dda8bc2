package io.serviceregistry.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server's side of a call without a network: notes what it is told, and is ready when the test says so. */
final class RecordingCall<R> extends ServerCallStreamObserver<R> {
    final List<R> responses = new ArrayList<>();
    int requested;
    volatile boolean ready = true;
    boolean cancelled;
    boolean completed;

    @Nullable
    Throwable error;

    Runnable onReady = () -> {};
    Runnable onCancel = () -> {};

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        onCancel = handler;
    }

    @Override
    public void setCompression(String compression) {}

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        onReady = handler;
    }

    @Override
    public void request(int count) {
        requested += count;
    }

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void onNext(R response) {
        responses.add(response);
    }

    @Override
    public void onError(Throwable failure) {
        error = failure;
    }

    @Override
    public void onCompleted() {
        completed = true;
    }
}
