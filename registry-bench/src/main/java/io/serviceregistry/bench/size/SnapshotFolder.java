package io.serviceregistry.bench.size;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The snapshots of a node as an onlooker sees them. */
final class SnapshotFolder {
    private static final long LOOK_AGAIN_NANOS = 2_000_000;
    private static final long PATIENCE_NANOS = 300_000_000_000L;

    private final Path dataDirectory;

    SnapshotFolder(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /** A snapshot that was written: from when to when, and how large it is. */
    record Written(long beganNanos, long endedNanos, long bytes) {
        double seconds() {
            return (endedNanos - beganNanos) / 1e9;
        }
    }

    /** Blocks until the next snapshot has been written from beginning to end. */
    Written awaitNext() {
        await(() -> !isWriting());
        await(this::isWriting);
        long began = System.nanoTime();
        await(() -> !isWriting());
        long ended = System.nanoTime();
        return new Written(began, ended, newestBytes());
    }

    private boolean isWriting() {
        return files().stream().anyMatch(file -> name(file).endsWith(".unfinished"));
    }

    private long newestBytes() {
        return files().stream()
                .filter(file -> name(file).matches("snapshot\\.\\d+_\\d+"))
                .max((a, b) -> Long.compare(index(a), index(b)))
                .map(SnapshotFolder::size)
                .orElseThrow(() -> new IllegalStateException("no snapshot in " + dataDirectory));
    }

    private static long index(Path snapshot) {
        return Long.parseLong(name(snapshot).substring(name(snapshot).indexOf('_') + 1));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private List<Path> files() {
        return list(dataDirectory.resolve("raft")).stream()
                .flatMap(group -> list(group.resolve("sm")).stream())
                .toList();
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier question) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!question.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("no snapshot was written within five minutes");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
