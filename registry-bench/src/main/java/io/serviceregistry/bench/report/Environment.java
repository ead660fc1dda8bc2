package io.serviceregistry.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What figures depend on that is not in them.
 *
 * @param date when, in UTC
 * @param commit of the checkout, with a mark if files are changed; empty if it is not one
 * @param cores processors of the machine
 * @param loadAverage of the last minute, before anything was started
 * @param system the operating system
 * @param jdk the Java that runs load and nodes
 * @param fileSystem where the data is
 */
public record Environment(
        String date, String commit, int cores, double loadAverage, String system, String jdk, String fileSystem) {

    /** Of this machine now. */
    public static Environment ofMachine(Path checkout, Path data) {
        try {
            return new Environment(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    firstLine(List.of("git", "-C", checkout.toString(), "describe", "--always", "--dirty")),
                    Runtime.getRuntime().availableProcessors(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                    System.getProperty("os.name") + ' ' + System.getProperty("os.version"),
                    System.getProperty("java.vm.name") + ' ' + Runtime.version(),
                    Files.getFileStore(data).type());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line that a program says; empty if there is no such program. */
    public static String firstLine(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return output.lines().findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** Some lines for people. */
    public String text() {
        return "%s, commit %s, %d cores, load average %s, %s, %s, data on %s%n"
                .formatted(date, commit, cores, Table.number(loadAverage), system, jdk, fileSystem);
    }
}
