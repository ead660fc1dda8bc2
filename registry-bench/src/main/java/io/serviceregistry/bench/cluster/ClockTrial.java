package io.serviceregistry.bench.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that says what its wall clock shows and how long a wait takes it: a moved clock must be seen by it, and no wait
 * may be shorter or longer.
 */
final class ClockTrial {
    /** How far the clock of a trial is off. */
    static final Duration MOVED = Duration.ofDays(10);

    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final int MOST_WAITS = 10; // one may end early by chance
    private static final Duration SLACK = Duration.ofMinutes(5);
    private static final Pattern SAID = Pattern.compile("(\\d+) (\\d+) (\\d+)");

    private ClockTrial() {}

    /** Prints the milliseconds of the wall clock, those that it took to wait for {@link #WAIT}, and how many waits that took. */
    public static void main(String... arguments) {
        long beganNanos = System.nanoTime();
        long endNanos = beganNanos + WAIT.toNanos();
        int waits = 0;
        for (long left = WAIT.toNanos(); left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            waits++;
        }
        long tookMillis = (System.nanoTime() - beganNanos) / 1_000_000;
        System.out.println(System.currentTimeMillis() + " " + tookMillis + " " + waits);
    }

    /** How this Java runs it. */
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ClockTrial.class.getName());
    }

    /** What is wrong with what a trial under a moved clock has said; empty when nothing is. */
    static Optional<String> judge(String said) {
        // A JVM may have said something else before.
        Matcher figures = SAID.matcher(said.substring(said.lastIndexOf('\n') + 1));
        if (!figures.matches()) {
            return Optional.of("under a moved clock a JVM said: " + said);
        }
        long offMillis = Long.parseLong(figures.group(1)) - System.currentTimeMillis();
        if (Math.abs(offMillis - MOVED.toMillis()) > SLACK.toMillis()) {
            return Optional.of("a clock that was moved by " + MOVED.toMillis() + " ms is off by " + offMillis);
        }
        if (Long.parseLong(figures.group(2)) > LONGEST_WAIT.toMillis()
                || Long.parseLong(figures.group(3)) > MOST_WAITS) {
            return Optional.of("under a moved clock waits end at the wrong time: " + said);
        }
        return Optional.empty();
    }
}
