package io.serviceregistry.node.testkit;

/** Virtual time in which things can be planned. */
public interface Timeline {
    /** This moment. */
    long nowNanos();

    /** Runs a task at a time, after what was planned for that time before. */
    void at(long nanos, Runnable task);
}
