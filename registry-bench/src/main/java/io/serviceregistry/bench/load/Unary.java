package io.serviceregistry.bench.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One question, one answer. */
public final class Unary {
    /** Far above what a call takes while its system works. */
    private static final long DEADLINE_SECONDS = 30;

    private Unary() {}

    /** Asks; exactly one of the two is told, with the answer or the reason there is none. */
    public static <Q, R> void call(
            Channel channel, MethodDescriptor<Q, R> method, Q request, Consumer<R> answered, Consumer<String> failed) {
        ClientCalls.asyncUnaryCall(
                channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)),
                request,
                new StreamObserver<>() {
                    private @Nullable R value;

                    @Override
                    public void onNext(R answer) {
                        value = answer;
                    }

                    @Override
                    public void onError(Throwable failure) {
                        failed.accept(Failures.reason(failure));
                    }

                    @Override
                    public void onCompleted() {
                        R answer = value;
                        if (answer == null) {
                            failed.accept("NO_ANSWER");
                        } else {
                            answered.accept(answer);
                        }
                    }
                });
    }
}
