package io.serviceregistry.node.time;

/** Where time comes from. Thread-safe; elapsed time is monotonic, wall time is only for people. */
public interface Clock {
    /** A monotonic number of nanoseconds, comparable only within this process. */
    long monotonicNanos();

    /** Milliseconds since 1970, for logs and displays. May jump. */
    long wallMillis();
}
