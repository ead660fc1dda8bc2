package io.serviceregistry.node.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own judge of what is written for it. */
public final class Promtool {
    private Promtool() {}

    /** Skips what follows where it is not there. */
    public static void requireInstalled() throws InterruptedException {
        boolean installed;
        try {
            run("", "--version");
            installed = true;
        } catch (IOException e) {
            installed = false;
        }
        assumeTrue(installed, "SKIPPED: promtool is not installed (Debian: apt-get install prometheus)");
    }

    /** What it finds fault with; nothing when it is content. */
    public static String faults(String input, String... arguments) throws IOException, InterruptedException {
        Ended ended = ended(input, arguments);
        return ended.code() == 0 ? "" : ended.said();
    }

    /** What it says when it is content. */
    public static String run(String input, String... arguments) throws IOException, InterruptedException {
        Ended ended = ended(input, arguments);
        if (ended.code() != 0) {
            throw new AssertionError(ended);
        }
        return ended.said();
    }

    private record Ended(int code, String said) {}

    private static Ended ended(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stdin = promtool.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        return new Ended(promtool.waitFor(), said);
    }
}
