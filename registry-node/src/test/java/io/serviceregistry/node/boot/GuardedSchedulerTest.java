package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a scheduled task throws is a fault, wherever the library hides it. */
class GuardedSchedulerTest {
    private final List<String> faults = new ArrayList<>();
    private final GuardedScheduler scheduler = new GuardedScheduler(
            "n1-timer",
            NodeThreads.named("n1-timer"),
            (kind, what, cause) -> faults.add(kind + ": " + what + ": " + cause));

    @AfterEach
    void end() {
        scheduler.shutdownNow();
    }

    @Test
    void aTaskThatThrowsIsAFault() {
        scheduler.afterExecute(
                done(() -> {
                    throw new IllegalStateException("boom");
                }),
                null);
        assertThat(faults)
                .containsExactly("BROKEN_INVARIANT: a task of thread n1-timer has failed:"
                        + " java.lang.IllegalStateException: boom");
    }

    @Test
    void aTaskThatRunsOutOfMemoryIsAFault() {
        scheduler.afterExecute(
                done(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }),
                null);
        assertThat(faults).singleElement().asString().endsWith("java.lang.OutOfMemoryError: Java heap space");
    }

    @Test
    void aTaskThatEndsWellAndOneThatWillRunAgainAreNone() {
        scheduler.afterExecute(done(() -> {}), null);
        scheduler.afterExecute(new FutureTask<>(() -> {}, null), null);
        FutureTask<Void> cancelled = new FutureTask<>(() -> {}, null);
        cancelled.cancel(false);
        scheduler.afterExecute(cancelled, null);
        assertThat(faults).isEmpty();
    }

    @Test
    void aRefusalWhileEverythingClosesIsNone() {
        Runnable refused = done(() -> {
            throw new RejectedExecutionException("closed");
        });
        scheduler.shutdownNow();
        scheduler.afterExecute(refused, null);
        assertThat(faults).isEmpty();
    }

    private static FutureTask<Void> done(Runnable body) {
        FutureTask<Void> task = new FutureTask<>(body, null);
        task.run();
        return task;
    }
}
