package io.serviceregistry.bench.check;

import io.serviceregistry.bench.history.ExportedLog;
import io.serviceregistry.bench.history.StoredHistory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code registry-bench check}: judges a stored history. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Judges what clients of a registry recorded against the logs that its nodes exported: counts, then a verdict.",
            "A directory holds one *.history and the *.entries of its nodes; a file is a history alone, of which less can be said."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:clean",
            "1:a promise was broken, or not all could be judged",
            "2:wrong usage, or nothing to read"
        })
public final class CheckCommand implements Callable<Integer> {
    /** How a history's file is named. */
    public static final String HISTORY = ".history";

    /** How the files of exported logs are named. */
    public static final String ENTRIES = ".entries";

    private static final int SHOWN = 20;

    @Parameters(paramLabel = "FILE|DIR", description = "The history, or the directory with it and the logs.")
    private Path place = Path.of("");

    @Override
    public Integer call() {
        PrintStream out = System.out;
        try {
            HistoryCheck.Result result = check(place);
            out.print(text(result));
            return result.isClean() ? 0 : 1;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("registry-bench check: " + e.getMessage());
            return 2;
        }
    }

    /** Judges a history, with the logs that are in its directory. */
    public static HistoryCheck.Result check(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return HistoryCheck.of(StoredHistory.read(place), List.of());
        }
        List<Path> histories = files(place, HISTORY);
        if (histories.size() != 1) {
            throw new IOException(place + " holds " + histories.size() + " files *" + HISTORY + " (expected: one)");
        }
        List<ExportedLog> logs = new ArrayList<>();
        for (Path file : files(place, ENTRIES)) {
            logs.add(ExportedLog.read(file));
        }
        return HistoryCheck.of(StoredHistory.read(histories.get(0)), logs);
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static String text(HistoryCheck.Result result) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> count : result.counts().entrySet()) {
            text.append("  %-34s  %s%n".formatted(count.getKey(), count.getValue()));
        }
        result.violations().stream()
                .limit(SHOWN)
                .forEach(
                        violation -> text.append("VIOLATION ").append(violation).append('\n'));
        result.undecided()
                .forEach(what -> text.append("UNDECIDED ").append(what).append('\n'));
        String verdict = result.isClean()
                ? "CLEAN: 0 violations"
                : "NOT CLEAN: " + result.violations().size() + " violations, "
                        + result.undecided().size() + " undecided";
        return text.append(verdict).append('\n').toString();
    }
}
