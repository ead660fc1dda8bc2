package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nodes whose wall clocks can be moved, each by itself and while it runs; their monotonic clocks go on. By {@code libfaketime},
 * which every node is started with: it reads from a file how far the clock is to be off, again after a second. Not thread-safe.
 */
public final class MovableClocks implements Site {
    /** A moved clock is looked at no later than this after {@link #move}. */
    public static final Duration SEEN_WITHIN = Duration.ofSeconds(2);

    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "faketime/libfaketime.so.1";

    private final Site site;
    private final Path directory;
    private final Path library;

    private MovableClocks(Site site, Path directory, Path library) {
        this.site = site;
        this.directory = directory;
        this.library = library;
    }

    /**
     * Nodes as they run elsewhere, with such clocks.
     *
     * @param directory for the files that say how far each clock is off
     * @throws IllegalStateException when the library is not there
     */
    public static MovableClocks of(Site site, Path directory) {
        return new MovableClocks(site, directory, library());
    }

    /** Why clocks cannot be moved here; empty when they can. Tries it out on a JVM. */
    public static Optional<String> missing() {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("clock-");
            MovableClocks clocks = of(Site.LOOPBACK, directory);
            clocks.move("trial", ClockTrial.MOVED);
            return ClockTrial.judge(SystemCommand.run(clocks.command("trial", ClockTrial.command())));
        } catch (IllegalStateException | UncheckedIOException | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } finally {
            if (directory != null) {
                DirectoryTree.delete(directory);
            }
        }
    }

    @Override
    public String host(String nodeId) {
        return site.host(nodeId);
    }

    @Override
    public List<String> command(String nodeId, List<String> command) {
        if (!Files.exists(file(nodeId))) {
            move(nodeId, Duration.ZERO);
        }
        List<String> clocked = new ArrayList<>(List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + file(nodeId),
                "FAKETIME_CACHE_DURATION=1",
                // The monotonic clock stays the machine's; without the second, waits by it end at once.
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "NO_FAKE_STAT=1"));
        clocked.addAll(command);
        return site.command(nodeId, clocked);
    }

    /** From now on a node's wall clock is off by so much, forward or back. */
    public void move(String nodeId, Duration by) {
        try {
            Path next = Files.writeString(directory.resolve(nodeId + ".clock.next"), "%+d%n".formatted(by.toSeconds()));
            Files.move(next, file(nodeId), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String nodeId) {
        return directory.resolve(nodeId + ".clock");
    }

    private static Path library() {
        List<Path> places = new ArrayList<>(List.of(LIBRARIES));
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(LIBRARIES, "*-linux-*")) {
            architectures.forEach(places::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return places.stream()
                .map(place -> place.resolve(LIBRARY))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + LIBRARY + " below " + LIBRARIES));
    }
}
