package io.serviceregistry.client.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of a few megabytes, in memory, that can be filled to the last byte. Takes root. */
final class SmallDisk implements AutoCloseable {
    private final Path place;

    private SmallDisk(Path place) {
        this.place = place;
    }

    /** Mounts one at a folder; empty, and says why, where that is not allowed. */
    static Optional<SmallDisk> mount(Path place, int megabytes) {
        try {
            Files.createDirectories(place);
            String said = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", place.toString());
            if (said.isEmpty()) {
                return Optional.of(new SmallDisk(place));
            }
            System.out.println("SKIPPED, no file system may be mounted here: " + said);
        } catch (IOException e) {
            System.out.println("SKIPPED, no file system can be mounted here: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Takes all the space that is left. */
    void fill() {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            FileStore store = Files.getFileStore(place);
            while (store.getUsableSpace() >= page.length) {
                out.write(page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the space back. */
    void empty() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return place.resolve("filler");
    }

    @Override
    public void close() {
        try {
            String said = run("umount", place.toString());
            if (!said.isEmpty()) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what was said if it failed. */
    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        try {
            return process.waitFor() == 0 ? "" : command[0] + ": " + said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
