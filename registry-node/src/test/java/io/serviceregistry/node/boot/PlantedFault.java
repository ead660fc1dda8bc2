package io.serviceregistry.node.boot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.ratis.util.CodeInjectionForTesting;

/** A node as it is packaged, with one thing wrong: {@code FAULT CONFIG}. */
final class PlantedFault {
    private PlantedFault() {}

    /** What goes wrong. */
    enum Fault {
        /** The thread that applies the log meets an error that is none of apply's, and Ratis closes the member. */
        RATIS_CLOSES(() -> onceRunning(thread -> thread.getName().contains("StateMachineUpdater"), Thread::interrupt)),
        /** A thread dies of a bug. */
        A_THREAD_DIES(() -> onceRunning(PlantedFault::proposes, ignored -> {
            throw new IllegalStateException("boom");
        })),
        /** A thread runs out of memory. */
        OUT_OF_MEMORY(() -> onceRunning(PlantedFault::proposes, ignored -> {
            byte[][] hoard = new byte[1 << 20][];
            Arrays.setAll(hoard, each -> new byte[1 << 20]);
        })),
        /** Nobody reads the log, its pipe is full, and a thread dies. */
        THE_LOG_IS_STUCK(() -> onceRunning(PlantedFault::proposes, ignored -> {
            byte[] muchToSay = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            daemon("talk", () -> System.out.write(muchToSay, 0, muchToSay.length));
            onceRunning(thread -> thread.getName().equals("talk") && isIn(thread, "writeBytes"), talking -> {
                throw new IllegalStateException("boom");
            });
        })),
        /** The thread that writes the log does not begin, and never ends. */
        THE_LOG_WRITER_HANGS(() ->
                CodeInjectionForTesting.put("SegmentedRaftLogWorker.runWorker", (local, remote, arguments) -> hang()));

        private final Runnable plant;

        Fault(Runnable plant) {
            this.plant = plant;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Fault.valueOf(args[0]).plant.run();
        Main.main(new String[] {"--config", Path.of(args[1]).toString()});
    }

    private static boolean hang() {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                continue; // not even then
            }
        }
    }

    private static boolean proposes(Thread thread) {
        return thread.getName().startsWith("n1-propose");
    }

    private static boolean isIn(Thread thread, String method) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    /** Waits on a thread of its own for another one that fits, and does something to it, or dies trying. */
    private static void onceRunning(Predicate<Thread> which, Consumer<Thread> then) {
        daemon("planted", () -> {
            while (true) {
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    if (which.test(thread)) {
                        then.accept(thread);
                        return;
                    }
                }
                LockSupport.parkNanos(10_000_000);
            }
        });
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
