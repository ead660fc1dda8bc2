package io.serviceregistry.bench.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A stream on which every message is answered, in order. When it breaks, the messages without an answer have failed, and the
 * next message opens another. Thread-safe.
 */
public final class OrderedStream<Q, R> {
    private final Channel channel;
    private final MethodDescriptor<Q, R> method;
    private @Nullable Opened opened; // guarded by this

    /** What becomes of one message. */
    public interface Reply<R> {
        /** It was answered. */
        void answered(R answer);

        /** It was not. */
        void failed(String reason);
    }

    /** A stream of a method; opened when first used. */
    public OrderedStream(Channel channel, MethodDescriptor<Q, R> method) {
        this.channel = channel;
        this.method = method;
    }

    /** Sends one message. */
    public void send(Q message, Reply<R> reply) {
        synchronized (this) {
            Opened stream = opened;
            if (stream == null) {
                stream = new Opened();
                opened = stream;
                stream.outbound = ClientCalls.asyncBidiStreamingCall(call(), stream);
            }
            StreamObserver<Q> outbound = stream.outbound;
            if (outbound != null && !stream.broken) {
                stream.waiting.add(reply);
                outbound.onNext(message);
                return;
            }
        }
        reply.failed("STREAM_BROKEN");
    }

    private ClientCall<Q, R> call() {
        return channel.newCall(method, CallOptions.DEFAULT);
    }

    /** One life of the stream; its fields are guarded by the outer object. */
    private final class Opened implements StreamObserver<R> {
        final Queue<Reply<R>> waiting = new ArrayDeque<>();

        @Nullable
        StreamObserver<Q> outbound;

        boolean broken;

        @Override
        public void onNext(R answer) {
            Reply<R> reply;
            synchronized (OrderedStream.this) {
                reply = waiting.remove();
            }
            reply.answered(answer);
        }

        @Override
        public void onError(Throwable failure) {
            end(Failures.reason(failure));
        }

        @Override
        public void onCompleted() {
            end("STREAM_ENDED");
        }

        private void end(String reason) {
            List<Reply<R>> failed;
            synchronized (OrderedStream.this) {
                broken = true;
                if (opened == this) {
                    opened = null;
                }
                failed = new ArrayList<>(waiting);
                waiting.clear();
            }
            failed.forEach(reply -> reply.failed(reason));
        }
    }
}
