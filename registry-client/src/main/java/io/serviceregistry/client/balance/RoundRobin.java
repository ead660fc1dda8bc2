package io.serviceregistry.client.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One candidate after the other. Threads share the turns, so whoever picks, any two differ by one pick at most. */
final class RoundRobin implements Picker {

    private final List<Candidate> candidates;
    private final AtomicLong next; // never overflows: at a billion calls a second it lasts for centuries

    RoundRobin(List<Candidate> candidates, int first) {
        this.candidates = candidates;
        this.next = new AtomicLong(first);
    }

    @Override
    public Candidate pick() {
        return candidates.get((int) (next.getAndIncrement() % candidates.size()));
    }
}
