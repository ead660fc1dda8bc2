package io.serviceregistry.node.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What bugs that were planted came to: which promise they were found to break, and how soon. The rows of all tests of a module
 * gather in {@code target/planted-bugs.md}, those of one layer in place of what it wrote before. Used by one thread.
 */
public final class PlantedBugs {
    private static final Path TABLE = Path.of("target", "planted-bugs.md");
    private static final List<String> HEAD =
            List.of("| planted | found broken | layer | caught |", "| --- | --- | --- | --- |");
    /** A failure begins with the promise, in brackets when AssertJ says it. */
    private static final Pattern PROMISE = Pattern.compile("^\\[?([A-Z][A-Za-z]+)\\b.*", Pattern.DOTALL);

    private final String layer;
    private final List<String> rows = new ArrayList<>();

    /**
     * Nothing is known yet.
     *
     * @param layer where the bugs are planted; no other test of the module has the same
     */
    public PlantedBugs(String layer) {
        this.layer = layer;
    }

    /**
     * Runs seeds from 1 on until one breaks a promise: it must be one of those the bug breaks, and the same seed must be clean
     * without the bug.
     */
    public void mustBeFound(String bug, Set<String> breaks, int seeds, LongConsumer planted, LongConsumer sound) {
        long beganNanos = System.nanoTime();
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                planted.accept(seed);
            } catch (AssertionError broken) {
                assertThat(breaks)
                        .as("%s, seed %s: what was found broken by %s", bug, seed, broken)
                        .contains(promiseOf(broken));
                String caught = "seed " + seed + ", " + secondsSince(beganNanos);
                sound.accept(seed);
                found(bug, promiseOf(broken), caught);
                return;
            }
        }
        throw new AssertionError(
                "a hole in the checkers: no seed up to " + seeds + " breaks one of " + breaks + " with: " + bug);
    }

    /** Runs the seeds from 1 on, none of which may break anything. */
    public void mustBeClean(String control, int seeds, LongConsumer run) {
        long beganNanos = System.nanoTime();
        for (long seed = 1; seed <= seeds; seed++) {
            run.accept(seed);
        }
        found(control, "nothing", "seeds 1 to " + seeds + ", " + secondsSince(beganNanos));
    }

    /** A bug was found to break a promise, or nothing was in what is sound; {@code caught} says how soon. */
    public void found(String bug, String promise, String caught) {
        rows.add("| " + String.join(" | ", bug, promise, layer, caught) + " |");
    }

    /** The time since a moment, for a row. */
    public static String secondsSince(long beganNanos) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - beganNanos) / 1e9);
    }

    /** Prints the rows, and puts them into the table. */
    public void tell() {
        rows.forEach(System.out::println);
        try {
            List<String> table = new ArrayList<>(HEAD);
            if (Files.exists(TABLE)) {
                Files.readAllLines(TABLE).stream()
                        .filter(line -> !HEAD.contains(line) && !line.contains(" | " + layer + " | "))
                        .forEach(table::add);
            }
            table.addAll(rows);
            Files.createDirectories(TABLE.getParent());
            Files.write(TABLE, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String promiseOf(AssertionError broken) {
        Matcher promise = PROMISE.matcher(String.valueOf(broken.getMessage()));
        return promise.matches() ? promise.group(1) : "";
    }
}
