package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.RegistrationState;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The state of a registration: set by one thread, read and awaited by any. */
public final class StateCell {

    private RegistrationState current;

    StateCell(RegistrationState initial) {
        this.current = initial;
    }

    /** The state now. */
    public synchronized RegistrationState current() {
        return current;
    }

    /** Waits until the state is one of those wanted, or time is up, and answers the state then. */
    public synchronized RegistrationState await(Predicate<RegistrationState> wanted, long timeoutNanos)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        while (!wanted.test(current)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return current;
    }

    synchronized void set(RegistrationState next) {
        current = next;
        notifyAll();
    }
}
