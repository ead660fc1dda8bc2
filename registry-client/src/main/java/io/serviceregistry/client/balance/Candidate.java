package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An instance that may take the next call, with the number of calls it has in flight from here: those of one
 * {@link Balancer}, not those of other processes.
 *
 * <p>The number outlives the candidate: a new snapshot makes new candidates, and those of the same registration go on
 * counting where the former left off.
 *
 * <p>Thread-safe.
 */
public final class Candidate {

    private final Instance instance;
    private final AtomicInteger inFlight;

    Candidate(Instance instance, AtomicInteger inFlight) {
        this.instance = Objects.requireNonNull(instance, "instance");
        this.inFlight = inFlight;
    }

    /** With so many calls in flight; for policies' tests. */
    public static Candidate of(Instance instance, int outstanding) {
        if (outstanding < 0) {
            throw new IllegalArgumentException("outstanding: " + outstanding + " (expected: >= 0)");
        }
        return new Candidate(instance, new AtomicInteger(outstanding));
    }

    /** The instance. */
    public Instance instance() {
        return instance;
    }

    /** The share of calls it asks for, relative to the others; positive. */
    public int weight() {
        return instance.spec().weight();
    }

    /** How many calls it has in flight. */
    public int outstanding() {
        return inFlight.get();
    }

    /** A call to it begins. */
    void begin() {
        inFlight.incrementAndGet();
    }

    /** A call to it ended; once for each that began. */
    void end() {
        inFlight.decrementAndGet();
    }

    /** As logs show it. */
    @Override
    public String toString() {
        return "Candidate[" + instance.key() + ", weight=" + weight() + ", outstanding=" + outstanding() + ']';
    }
}
