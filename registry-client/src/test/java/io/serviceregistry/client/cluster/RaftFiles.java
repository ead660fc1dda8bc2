package io.serviceregistry.client.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The log and the snapshots of one node as an onlooker sees them, while the node runs or not. */
final class RaftFiles {
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");
    private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+).*");

    private final Path raft;

    /** Of the node with that data directory. */
    RaftFiles(Path dataDirectory) {
        raft = dataDirectory.resolve("raft");
    }

    /** The directory of the Raft group. */
    Path group() {
        return list(raft, "").stream().filter(Files::isDirectory).findFirst().orElse(raft.resolve("none"));
    }

    /** Finished snapshots, the newest first. */
    List<Path> snapshots() {
        return list(group().resolve("sm"), "snapshot.").stream()
                .filter(file -> SNAPSHOT.matcher(name(file)).matches())
                .sorted(Comparator.comparingLong(RaftFiles::snapshotIndex).reversed())
                .toList();
    }

    /** The index of the newest snapshot; -1 without one. */
    long newestSnapshot() {
        return snapshots().stream().findFirst().map(RaftFiles::snapshotIndex).orElse(-1L);
    }

    /** True while the node writes a snapshot. */
    boolean isWriting() {
        return list(group().resolve("sm"), "").stream()
                .anyMatch(file -> name(file).endsWith(".unfinished"));
    }

    /** True while another node's snapshot arrives. */
    boolean isReceiving() {
        return !list(group().resolve("tmp"), "snapshot-").isEmpty();
    }

    /** What is neither log nor snapshot nor Raft's own few files: nobody would ever delete it. */
    List<Path> leftovers() {
        return Stream.of(
                        list(group(), "sm.tmp").stream(),
                        list(group().resolve("tmp"), "").stream(),
                        list(group().resolve("sm"), "").stream()
                                .filter(file -> !SNAPSHOT.matcher(name(file)).matches()))
                .flatMap(files -> files)
                .toList();
    }

    /** The files of the log, the oldest first. */
    List<Path> segments() {
        return list(group().resolve("current"), "log_").stream()
                .filter(file -> SEGMENT.matcher(name(file)).matches())
                .sorted(Comparator.comparingLong(RaftFiles::firstIndex))
                .toList();
    }

    /** The index of the first entry that is still in the log. */
    long firstIndex() {
        return segments().stream().findFirst().map(RaftFiles::firstIndex).orElse(0L);
    }

    long logBytes() {
        return segments().stream().mapToLong(RaftFiles::size).sum();
    }

    /** Turns one bit of a file over, in place. */
    static void flip(Path file, long position) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
            channel.write(one, position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long snapshotIndex(Path file) {
        Matcher name = SNAPSHOT.matcher(name(file));
        return name.matches() ? Long.parseLong(name.group(2)) : -1;
    }

    /** The index of the first entry of a file of the log. */
    static long firstIndex(Path file) {
        Matcher name = SEGMENT.matcher(name(file));
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0; // purged just now
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
    }

    private static List<Path> list(Path directory, String prefix) {
        // Not Files.list: it fails when the directory is renamed under its feet.
        String[] names = directory.toFile().list((in, name) -> name.startsWith(prefix));
        return names == null
                ? List.of()
                : Stream.of(names).map(directory::resolve).toList();
    }
}
