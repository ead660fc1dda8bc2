package io.serviceregistry.bench.storm;

import io.serviceregistry.bench.cluster.Strace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What disks do to those who write: by faults in the system calls of a node. */
public enum DiskFault implements Kind {
    /** Each force of the log takes 0.2 to 1 s longer. */
    SLOW("slow fdatasync") {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            String node = victims.get(0);
            ground.attack(node);
            Strace slow = Strace.attach(
                    ground.process(node).pid(),
                    "-e",
                    "trace=fdatasync",
                    "-e",
                    "inject=fdatasync:delay_enter=" + random.nextInt(200_000, 1_000_000));
            return Injury.of(Kind.between(3_000, 8_000, random), slow::close);
        }
    },
    /** A force of the log fails. */
    FORCE_FAILS("failing fdatasync") {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            return traced(ground, victims.get(0), "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=1");
        }
    },
    /** There is no space for what is written to the log. */
    WRITE_FAILS("failing write of the log") {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            String node = victims.get(0);
            return traced(
                    ground,
                    node,
                    "-P",
                    openLog(ground.data(node)).toString(),
                    "-e",
                    "trace=write,pwrite64",
                    "-e",
                    "inject=write,pwrite64:error=ENOSPC");
        }
    };

    /** Exit code DISK_FAILED of docs/operations.md. */
    static final int DISK_FAILED = 72;

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final String text;

    DiskFault(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public Reach reach() {
        return Reach.ONE;
    }

    @Override
    public boolean bearsCompany() {
        return this == SLOW; // of the others a node ends when it writes, which it does not when it is cut off
    }

    private static Injury traced(Ground ground, String node, String... options) {
        ground.attack(node);
        ground.mayEnd(node);
        Strace failing = Strace.attach(ground.process(node).pid(), options);
        return deadly(ground, node, failing::close);
    }

    /** A fault that a node has to end of, with the exit code for it. */
    static Injury deadly(Ground ground, String node, Runnable undo) {
        return new Injury() {
            @Override
            public Duration lasts() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Optional<String> heal() {
                awaitEnd(ground, node);
                undo.run();
                awaitEnd(ground, node); // who is traced may be seen to have ended only once it is let go
                Optional<String> wrong = judge(ground, node);
                ground.restart(node);
                return wrong;
            }
        };
    }

    private static void awaitEnd(Ground ground, String node) {
        long endNanos = System.nanoTime() + ENDS_WITHIN.toNanos();
        while (ground.process(node).isAlive() && System.nanoTime() - endNanos < 0) {
            ground.elapse(LOOK_AGAIN);
        }
    }

    private static Optional<String> judge(Ground ground, String node) {
        OptionalInt code = ground.process(node).exitCode();
        if (code.isEmpty()) {
            ground.process(node).kill();
            return Optional.of(node + " went on although its disk had failed");
        }
        return code.getAsInt() == DISK_FAILED
                ? Optional.empty()
                : Optional.of(
                        node + " ended with " + code.getAsInt() + " of a failed disk (expected: " + DISK_FAILED + ')');
    }

    private static Path openLog(Path data) {
        try (Stream<Path> files = Files.walk(data.resolve("raft"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("log_inprogress"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no log is written in " + data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
