package io.serviceregistry.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.door.Failures;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.proto.v1.ErrorReason;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a call with one response: the frame of every method that is not a stream. */
final class UnaryCall {
    private static final Logger LOG = LoggerFactory.getLogger(UnaryCall.class);

    private UnaryCall() {}

    /**
     * Calls a use case and sends what it came to.
     *
     * @param mapInAndCall may throw what the use case throws
     * @param mapOut runs on the thread that completes the use case
     */
    static <A, R> void answer(
            StreamObserver<R> observer, Kind kind, Supplier<CompletableFuture<A>> mapInAndCall, Function<A, R> mapOut) {
        if (observer instanceof ServerCallStreamObserver<R> call) {
            // With a handler, answering a caller that is gone is silent instead of an exception.
            call.setOnCancelHandler(() -> {});
        }
        CompletableFuture<A> answer;
        try {
            answer = mapInAndCall.get();
        } catch (RuntimeException e) {
            observer.onError(error(e, kind));
            return;
        }
        var unused = answer.thenApply(mapOut).whenComplete((response, failure) -> {
            if (failure != null) {
                observer.onError(error(failure, kind));
            } else {
                observer.onNext(response);
                observer.onCompleted();
            }
        });
    }

    /** The error of a call; what nobody expected is logged. */
    static RuntimeException error(Throwable thrown, Kind kind) {
        reason(thrown);
        return StatusMapper.toStatus(thrown, kind);
    }

    /** The reason of an error; what nobody expected is logged. */
    static ErrorReason reason(Throwable thrown) {
        ErrorReason reason = Failures.describe(thrown).reason();
        if (reason == ErrorReason.ERROR_REASON_INTERNAL) {
            LOG.error("A call failed in a way that nobody expected", Failures.cause(thrown));
        }
        return reason;
    }
}
