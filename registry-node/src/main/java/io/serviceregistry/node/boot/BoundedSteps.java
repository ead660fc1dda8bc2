package io.serviceregistry.node.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps that are taken one after the other on a thread of their own, each of which may hang, but not for longer than its
 * bound. A step that fails is told of and the next is taken; behind one that hangs none is.
 */
final class BoundedSteps {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedSteps.class);

    private final String name;
    private final List<Step> steps = new ArrayList<>();

    private record Step(String what, Duration bound, Callable<@Nullable Void> body) {}

    /** What a step does. */
    @FunctionalInterface
    interface Body {
        /** Does it. */
        void run() throws Exception;
    }

    /** No steps yet; {@code name} is that of the thread that takes them. */
    BoundedSteps(String name) {
        this.name = name;
    }

    /** One more step. */
    BoundedSteps then(String what, Duration bound, Body body) {
        steps.add(new Step(what, bound, () -> {
            body.run();
            return null;
        }));
        return this;
    }

    /** Takes them; the step that hung, in words, or empty when all came to their ends. */
    Optional<String> run() throws InterruptedException {
        AtomicReference<@Nullable Thread> takes = new AtomicReference<>();
        ThreadFactory named = NodeThreads.named(name);
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread created = named.newThread(task);
            takes.set(created);
            return created;
        });
        try {
            for (Step step : steps) {
                Future<@Nullable Void> taken = thread.submit(step.body());
                try {
                    taken.get(step.bound().toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    tellWhere(step, takes.get());
                    return Optional.of(
                            step.what() + " did not end within " + step.bound().toMillis() + " ms");
                } catch (ExecutionException e) {
                    LOG.warn("Trouble while {}", step.what(), e.getCause());
                }
            }
            return Optional.empty();
        } finally {
            thread.shutdownNow();
        }
    }

    /** What hangs is mostly not ours: who asks for its mending needs to know where. */
    private static void tellWhere(Step step, @Nullable Thread thread) {
        if (thread != null) {
            StringBuilder where = new StringBuilder();
            for (StackTraceElement frame : thread.getStackTrace()) {
                where.append("\n\tat ").append(frame);
            }
            LOG.warn("{} hangs:{}", step.what(), where);
        }
    }
}
