package io.serviceregistry.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.service.WatchQuery;
import io.serviceregistry.node.service.Watches;
import io.serviceregistry.node.watch.Subscription;
import io.serviceregistry.node.watch.WatchContent;
import io.serviceregistry.node.watch.WatchOutlet;
import io.serviceregistry.proto.door.v1.EncodedWatchResponse;
import io.serviceregistry.proto.v1.WatchRequest;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one watch. What the caller does not read fills gRPC's buffer of the call, 32 KiB, and one response beyond; the
 * rest waits in the change log. Thread-safe.
 */
final class WatchStream implements WatchOutlet {
    private final ServerCallStreamObserver<EncodedWatchResponse> caller;
    private final WatchMapper mapper;
    private final WatchQuery query;
    private @Nullable Subscription subscription;
    private boolean cancelled;

    private WatchStream(ServerCallStreamObserver<EncodedWatchResponse> caller, WatchMapper mapper, WatchQuery query) {
        this.caller = caller;
        this.mapper = mapper;
        this.query = query;
    }

    /** Begins a watch; called in the method that begins the call. */
    static void open(
            WatchRequest request,
            ServerCallStreamObserver<EncodedWatchResponse> caller,
            Watches watches,
            WatchMapper mapper) {
        try {
            WatchStream stream = new WatchStream(caller, mapper, RequestMapper.watch(request));
            caller.setOnReadyHandler(stream::wake);
            caller.setOnCancelHandler(stream::cancel);
            var unused = watches.watch(stream.query, CallBudget.start(), stream).whenComplete((begun, failure) -> {
                if (begun != null) {
                    stream.began(begun);
                } else if (failure != null) {
                    stream.refuse(failure);
                }
            });
        } catch (RuntimeException e) {
            caller.onError(UnaryCall.error(e, Kind.READ));
        }
    }

    private void began(Subscription begun) {
        boolean gone;
        synchronized (this) {
            subscription = begun;
            gone = cancelled;
        }
        if (gone) {
            begun.cancel();
        } else {
            begun.wake();
        }
    }

    private void refuse(Throwable failure) {
        caller.onError(UnaryCall.error(failure, Kind.READ));
    }

    private void cancel() {
        Subscription begun;
        synchronized (this) {
            cancelled = true;
            begun = subscription;
        }
        if (begun != null) {
            begun.cancel();
        }
    }

    private void wake() {
        Subscription begun;
        synchronized (this) {
            begun = subscription;
        }
        if (begun != null) {
            begun.wake();
        }
    }

    @Override
    public boolean isReady() {
        return caller.isReady();
    }

    @Override
    public void send(WatchContent content) {
        caller.onNext(mapper.response(content, query));
    }

    @Override
    public void end(RuntimeException cause) {
        caller.onError(UnaryCall.error(cause, Kind.READ));
    }
}
