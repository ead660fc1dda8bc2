package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of some megabytes, in memory, that can be filled to the last byte. Takes root. Not thread-safe. */
public final class SmallDisk implements AutoCloseable {
    private static final int PAGE_BYTES = 4_096;

    private final Path place;
    private final Thread atEnd = new Thread(this::unmount, "unmount");

    private SmallDisk(Path place) {
        this.place = place;
    }

    /**
     * Mounts one at a directory, which is made if need be.
     *
     * @throws IllegalStateException when that is not allowed here
     */
    public static SmallDisk mount(Path place, int megabytes) {
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SystemCommand.run("mount -t tmpfs -o size=" + megabytes + "m none " + place);
        SmallDisk disk = new SmallDisk(place);
        Runtime.getRuntime().addShutdownHook(disk.atEnd);
        return disk;
    }

    /** Takes all the space that is left. */
    public void fill() {
        byte[] page = new byte[PAGE_BYTES];
        try (OutputStream out = Files.newOutputStream(filler())) {
            FileStore store = Files.getFileStore(place);
            while (store.getUsableSpace() >= page.length) {
                out.write(page);
            }
        } catch (IOException e) {
            // Others write too: there is no space left, which was to be shown.
        }
    }

    /** Gives the space back. */
    public void empty() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return place.resolve("filler");
    }

    private void unmount() {
        SystemCommand.run("umount -l " + place); // later, when somebody is still in it
    }

    /** Unmounts it: what is on it is gone. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atEnd);
        unmount();
    }
}
