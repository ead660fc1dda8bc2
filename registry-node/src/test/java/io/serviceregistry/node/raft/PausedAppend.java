package io.serviceregistry.node.raft;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.util.CodeInjectionForTesting;

/**
 * A thread of a member that loses the processor between the check of an entry's term and the entry's place in the log. Knows
 * the member's threads because Ratis appends in the thread of the call: were that not so, the pause would never come.
 */
final class PausedAppend implements ServerInterceptor, AutoCloseable {
    /** Where {@code LogSegment}, which is not public, lets tests in: just before the record becomes visible. */
    private static final String APPEND_RECORD = "LogSegment.append";

    private static final long TOO_LONG_SECONDS = 120;

    private final ThreadLocal<Boolean> ofThisMember = ThreadLocal.withInitial(() -> false);
    private final AtomicBoolean armed = new AtomicBoolean();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch resumed = new CountDownLatch(1);

    PausedAppend() {
        CodeInjectionForTesting.put(APPEND_RECORD, (segment, termIndex, more) -> pause());
    }

    /** The member's next entry is paused. */
    void arm() {
        armed.set(true);
    }

    boolean isReached() {
        return reached.getCount() == 0;
    }

    void resume() {
        resumed.countDown();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                ofThisMember.set(true);
                try {
                    super.onMessage(message);
                } finally {
                    ofThisMember.set(false);
                }
            }
        };
    }

    private boolean pause() {
        if (!ofThisMember.get() || !armed.compareAndSet(true, false)) {
            return false;
        }
        reached.countDown();
        try {
            return resumed.await(TOO_LONG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        CodeInjectionForTesting.remove(APPEND_RECORD);
        resumed.countDown();
    }
}
