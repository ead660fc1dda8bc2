package io.serviceregistry.node.rpc;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long a call may wait for its outcome. */
final class CallBudget {
    /** For callers without a deadline. */
    static final Duration DEFAULT = Duration.ofSeconds(10);

    /** Nobody may occupy a place in a queue for longer. */
    static final Duration MAX = Duration.ofSeconds(30);

    /** What the way back may take, so that the caller hears "not applied" instead of its own deadline. */
    private static final long WAY_BACK_MILLIS = 100;

    private CallBudget() {}

    /** The budget of the call of this thread. */
    static Duration current() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null ? DEFAULT : of(deadline.timeRemaining(TimeUnit.MILLISECONDS));
    }

    /** The budget of a stream of this thread until it begins: its deadline, if it has one, is that of its end. */
    static Duration start() {
        Duration budget = current();
        return budget.compareTo(DEFAULT) < 0 ? budget : DEFAULT;
    }

    static Duration of(long remainingMillis) {
        long budgetMillis = remainingMillis - Math.min(WAY_BACK_MILLIS, remainingMillis / 10);
        return Duration.ofMillis(Math.max(0, Math.min(budgetMillis, MAX.toMillis())));
    }
}
