package io.serviceregistry.node.sim;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Virtual time, chance from one seed, and everything that is going to happen. */
final class SimWorld {
    static final long MILLI = 1_000_000;

    /** Something that stops, and whose doings end with it. */
    interface Process {
        /** Counts its lives: what an earlier life planned does not happen any more. */
        long life();

        /** Until when it is stopped; what is due meanwhile happens then, in the order it was due. */
        long stoppedUntilNanos();
    }

    private record Event(long atNanos, long order, @Nullable Process process, long life, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final SplittableRandom random;
    private @Nullable AssertionError broken;
    private long nowNanos;
    private long order;

    SimWorld(long seed) {
        this.random = new SplittableRandom(seed);
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Plans something outside of all processes. */
    void after(long nanos, Runnable task) {
        events.add(new Event(nowNanos + nanos, order++, null, 0, task));
    }

    /** Plans something that a process does, if it lives and once it runs. */
    void after(long nanos, Process process, Runnable task) {
        events.add(new Event(nowNanos + Math.max(0, nanos), order++, process, process.life(), task));
    }

    /** Lets time pass. */
    void run(long nanos) {
        long endNanos = nowNanos + nanos;
        for (Event next = events.peek(); next != null && next.atNanos() <= endNanos; next = events.peek()) {
            events.remove();
            nowNanos = next.atNanos();
            happen(next);
        }
        nowNanos = endNanos;
    }

    private void happen(Event event) {
        Process process = event.process();
        if (process != null && process.life() != event.life()) {
            return;
        }
        if (process != null && process.stoppedUntilNanos() > nowNanos) {
            events.add(new Event(process.stoppedUntilNanos(), event.order(), process, event.life(), event.task()));
            return;
        }
        event.task().run();
        if (broken != null) {
            throw broken;
        }
    }

    /** A promise is broken: ends the run, also when it is said where exceptions get lost. */
    void broken(AssertionError how) {
        broken = broken == null ? how : broken;
    }

    /** True once in so many times. */
    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** A number below a bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A time between two, in nanoseconds, of times in milliseconds. */
    long between(long fromMillis, long toMillis) {
        return random.nextLong(fromMillis * MILLI, toMillis * MILLI);
    }
}
