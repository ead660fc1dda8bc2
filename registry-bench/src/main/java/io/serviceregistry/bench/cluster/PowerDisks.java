package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A disk for each node whose power can be cut: what the node did not force is really gone afterwards, names of files in
 * directories included.
 *
 * <p>Each disk is an ext4 file system in an image that lies in memory. What the kernel has not written to the image when the
 * node is killed, it would write later; so the image is copied right after the kill, and the copy, whose journal the kernel
 * replays, is the disk from then on. Two options of the mount keep the kernel from writing of its own accord what nobody forced: the
 * journal is committed every five minutes only, and a file that replaces another is not written early.
 *
 * <p>Needs root and loop devices; {@link #missing} tells. Not thread-safe.
 */
public final class PowerDisks implements AutoCloseable {
    private static final String SIZE = "1g"; // sparse: takes the memory that is written to
    private static final String MOUNT = "mount -o loop,commit=300,noauto_da_alloc ";
    private static final Duration RELEASED_WITHIN = Duration.ofSeconds(15); // by processes that have been killed
    private static final Duration TRY_AGAIN = Duration.ofMillis(20);

    private final Path directory;
    private final Path images;
    private final List<Path> mounted = new ArrayList<>();

    private PowerDisks(Path directory) {
        this.directory = directory;
        this.images = directory.resolve("images");
    }

    /** Why this machine and user cannot have them; empty when they can. Tries it out. */
    public static Optional<String> missing() {
        try {
            Path trial = Files.createTempDirectory("registry-power-");
            try (PowerDisks disks = create(trial, List.of("n1"))) {
                disks.cut(List.of("n1"));
                return Optional.empty();
            } finally {
                DirectoryTree.delete(trial);
            }
        } catch (IOException | IllegalStateException | UncheckedIOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Makes a disk for each node, as the directory of its name.
     *
     * @param directory where the directories are, and the images
     * @throws IllegalStateException when it cannot; nothing is left then
     */
    public static PowerDisks create(Path directory, Collection<String> nodeIds) {
        PowerDisks disks = new PowerDisks(directory);
        try {
            disks.mount(disks.images, "mount -t tmpfs registry-power ");
            for (String nodeId : nodeIds) {
                Path image = disks.image(nodeId);
                SystemCommand.run("truncate -s " + SIZE + ' ' + image);
                SystemCommand.run("mkfs.ext4 -q -F " + image);
                disks.mount(disks.disk(nodeId), MOUNT + image + ' ');
                Files.delete(disks.disk(nodeId).resolve("lost+found")); // a node refuses what is not its own
            }
            return disks;
        } catch (IOException e) {
            disks.close();
            throw new UncheckedIOException(e);
        } catch (IllegalStateException | UncheckedIOException e) {
            disks.close();
            throw e;
        }
    }

    /** Cuts the power of nodes that have just been killed, all at once, and gives it back: they can be started again. */
    public void cut(Collection<String> nodeIds) {
        for (String nodeId : nodeIds) {
            SystemCommand.run("cp --sparse=always " + image(nodeId) + ' ' + left(nodeId));
        }
        for (String nodeId : nodeIds) {
            unmount(disk(nodeId));
            SystemCommand.run("mv " + left(nodeId) + ' ' + image(nodeId));
            mount(disk(nodeId), MOUNT + image(nodeId) + ' ');
        }
    }

    /** Copies what is on the disks beside them, where {@link #close} leaves it. */
    public void keep() {
        mounted.stream()
                .filter(point -> !point.equals(images))
                .forEach(point -> SystemCommand.run("cp -a " + point + ' ' + point + ".kept"));
    }

    private Path disk(String nodeId) {
        return directory.resolve(nodeId);
    }

    private Path image(String nodeId) {
        return images.resolve(nodeId + ".ext4");
    }

    private Path left(String nodeId) {
        return images.resolve(nodeId + ".left");
    }

    private void mount(Path point, String command) {
        try {
            Files.createDirectories(point);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SystemCommand.run(command + point);
        mounted.add(point);
    }

    /** A process that was killed may hold its files for a moment longer. */
    private void unmount(Path point) {
        long endNanos = System.nanoTime() + RELEASED_WITHIN.toNanos();
        while (true) {
            try {
                SystemCommand.run("umount " + point);
                mounted.remove(point);
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() - endNanos >= 0) {
                    throw e;
                }
                LockSupport.parkNanos(TRY_AGAIN.toNanos());
            }
        }
    }

    /**
     * Takes the disks away, with all that is on them. The processes on them must have ended. Any number of times.
     *
     * @throws IllegalStateException when one cannot be taken away; the others are
     */
    @Override
    public void close() {
        RuntimeException failure = null;
        List<Path> lastFirst = new ArrayList<>(mounted);
        lastFirst.sort(Comparator.comparing((Path point) -> point.equals(images)));
        for (Path point : lastFirst) {
            try {
                unmount(point);
            } catch (IllegalStateException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
