package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a running JVM of this machine, through the {@code jcmd} of its JDK. */
public final class Jcmd {
    private static final Pattern HEAP_USED = Pattern.compile("heap\\s+total .*?used (\\d+)K");

    private final Path program;
    private final long pid;

    /** Questions to a process; fails when that Java has no {@code jcmd}, as a JRE has not. */
    public Jcmd(Path javaHome, long pid) {
        this.program = javaHome.resolve("bin").resolve("jcmd");
        this.pid = pid;
        if (!Files.isExecutable(program)) {
            throw new IllegalArgumentException("no " + program + " (expected: a JDK, not a JRE)");
        }
    }

    /** The bytes of the heap that are in use after a full collection. */
    public long heapBytesInUse() {
        ask("GC.run");
        return heapBytesInUse(ask("GC.heap_info"));
    }

    /** Reads what G1 says in {@code GC.heap_info}: its first line, whose words differ between releases. */
    static long heapBytesInUse(String info) {
        Matcher used = HEAP_USED.matcher(info);
        if (!used.find()) {
            throw new IllegalStateException("GC.heap_info: " + info + " (expected: what G1 says)");
        }
        return Long.parseLong(used.group(1)) << 10;
    }

    /** Starts recording what it does, with the JDK's profile settings. */
    public void startRecording() {
        ask("JFR.start", "name=bench", "settings=profile");
    }

    /** Ends the recording and writes it to a file. */
    public void stopRecording(Path file) {
        ask("JFR.stop", "name=bench", "filename=" + file);
    }

    private String ask(String... question) {
        List<String> command = new ArrayList<>(List.of(program.toString(), Long.toString(pid)));
        command.addAll(List.of(question));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + pid, e);
        }
    }
}
