package io.serviceregistry.bench.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * The sums of a recording: how often a running thread was seen in a place, and how much was allocated there.
 *
 * <p>Samples are of threads that run Java code; time in the kernel, in the collector and in the compiler is not among them.
 */
final class Profile {
    private static final String OWN = "io.serviceregistry.";

    private final Map<String, Map<String, Long>> sums = new LinkedHashMap<>();

    private Profile() {}

    /** Reads a recording. */
    static Profile of(Path recording) {
        Profile profile = new Profile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                profile.add(file.readEvent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return profile;
    }

    private void add(RecordedEvent event) {
        if (event.getStackTrace() == null) {
            return;
        }
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        if (frames.isEmpty()) {
            return;
        }
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> {
                RecordedThread thread = event.getThread("sampledThread");
                add("CPU by thread", thread == null ? "?" : group(String.valueOf(thread.getJavaName())), 1);
                add("CPU by innermost own method, or library", own(frames), 1);
                add("CPU by innermost method", name(frames.get(0)), 1);
            }
            case "jdk.ObjectAllocationSample" -> {
                long weight = event.getLong("weight");
                add("allocation by innermost own method, or library", own(frames), weight);
                add("allocation by class", event.getClass("objectClass").getName(), weight);
            }
            default -> {
                // Nothing that is summed up.
            }
        }
    }

    private void add(String table, String place, long weight) {
        sums.computeIfAbsent(table, unused -> new LinkedHashMap<>()).merge(place, weight, Long::sum);
    }

    /** The innermost frame that is ours; without one, the package of the outermost library that is not the JDK's. */
    private static String own(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            if (name(frame).startsWith(OWN) && !name(frame).startsWith(OWN + "proto.")) {
                return name(frame);
            }
        }
        for (RecordedFrame frame : frames) {
            String name = name(frame);
            if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
                return "(" + name.split("\\.", -1)[0] + '.' + library(name) + ')';
            }
        }
        return "(jdk)";
    }

    private static String library(String name) {
        String[] parts = name.split("\\.", -1);
        return parts.length < 5 ? parts[1] : String.join(".", List.of(parts).subList(1, Math.min(parts.length - 2, 5)));
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + '.' + frame.getMethod().getName();
    }

    /** Threads of one kind differ in their numbers. */
    private static String group(String thread) {
        return thread.replaceAll("[0-9a-f]{8,}", "#").replaceAll("\\d+", "#");
    }

    /** The largest of each sum, with their shares. */
    String text(int rows) {
        return sums.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(table -> table(table.getKey(), table.getValue(), rows))
                .collect(Collectors.joining("\n"));
    }

    private static String table(String title, Map<String, Long> sums, int rows) {
        long all = sums.values().stream().mapToLong(Long::longValue).sum();
        Function<Map.Entry<String, Long>, String> line = entry -> String.format(
                Locale.ROOT, "  %5.1f %%  %s", 100.0 * entry.getValue() / Math.max(1, all), entry.getKey());
        return title + " (" + all + ")\n"
                + sums.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .limit(rows)
                        .map(line)
                        .collect(Collectors.joining("\n", "", "\n"));
    }
}
