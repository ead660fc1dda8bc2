package io.serviceregistry.node.raft;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.server.storage.RaftStorageMetadataFile;

/**
 * Writes term and vote in Ratis' place, so that they survive a loss of power and a failure to write them ends the node.
 *
 * <p><b>Why Ratis' own way is not enough.</b> It does not force the directory after the rename, so that a loss of power right after a
 * vote can forget it. When it fails to write, it keeps the new term and vote in memory, goes on, and may even put a file that was cut
 * off in place of the old one. A node that votes twice in one term can help two leaders into it.
 *
 * <p><b>Why this is enough.</b> Ratis persists, under the lock of the division, before it answers a vote or a leader of a new term, and
 * before it asks for votes itself, always through {@link RaftStorage#getMetadataFile()}. {@link #persist} returns only when
 * file and name are on the disk; when that fails it does not return to Ratis before the fault handler has ended the
 * process, and the old file is still there.
 *
 * <p>The content is as Ratis writes and reads it: a node of another version, or without this class, goes on from it.
 */
final class VoteFile implements RaftStorageMetadataFile {
    private static final String NAME = "raft-meta";

    private final Path file;
    private final FaultHandler faults;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private RaftStorageMetadata onDisk;

    private VoteFile(Path file, RaftStorageMetadata onDisk, FaultHandler faults) {
        this.file = file;
        this.onDisk = onDisk;
        this.faults = faults;
    }

    /**
     * Takes the place of Ratis' own file in a storage, before anything was written to it.
     *
     * @throws IOException when what is there cannot be read or made durable
     * @throws IllegalStateException when this version of Ratis is built in another way
     */
    static VoteFile install(RaftStorage storage, FaultHandler faults) throws IOException {
        Path file = storage.getStorageDir().getCurrentDir().toPath().resolve(NAME);
        RaftStorageMetadata found = storage.getMetadataFile().getMetadata();
        VoteFile votes = new VoteFile(file, found, faults);
        // What the last run wrote may have been read from memory only.
        votes.write(found);
        votes.replaceThatOf(storage);
        if (storage.getMetadataFile() != votes) {
            throw new IllegalStateException("this version of Ratis does not use our file of term and vote");
        }
        return votes;
    }

    /** Ratis has no setter: its storage keeps the file in a reference, behind one private field each. */
    @SuppressWarnings("unchecked")
    private void replaceThatOf(RaftStorage storage) {
        try {
            Object holder = field(storage, "metaFile");
            ((AtomicReference<Object>) field(holder, "ref")).set(this);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException("this version of Ratis keeps its file of term and vote elsewhere", e);
        }
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    @Override
    public synchronized RaftStorageMetadata getMetadata() {
        return onDisk;
    }

    @Override
    public synchronized void persist(RaftStorageMetadata metadata) throws IOException {
        if (metadata.equals(onDisk)) {
            return;
        }
        begun.incrementAndGet();
        try {
            writeThoughInterrupted(metadata);
        } catch (IOException | RuntimeException e) {
            faults.onFault(FaultKind.DISK_FAILED, "term and vote cannot be written to " + file, e);
            throw e;
        }
        onDisk = metadata;
        written.incrementAndGet();
    }

    /** A thread of Ratis that is to end is interrupted, which closes what it writes to. That is not the disk's failure. */
    private void writeThoughInterrupted(RaftStorageMetadata metadata) throws IOException {
        boolean interrupted = false;
        try {
            while (!isWritten(metadata)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isWritten(RaftStorageMetadata metadata) throws IOException {
        try {
            write(metadata);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    private void write(RaftStorageMetadata metadata) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("term", Long.toString(metadata.getTerm()));
        properties.setProperty("votedFor", metadata.getVotedFor().toString());
        StringWriter text = new StringWriter();
        properties.store(text, "");
        Path temporary = file.resolveSibling(NAME + ".tmp"); // Ratis deletes one that was left behind
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        StoredFiles.forceDirectoryOf(file);
    }

    /** How often term and vote were to be written since the start. */
    long begun() {
        return begun.get();
    }

    /** How often they have been, durably. */
    long written() {
        return written.get();
    }
}
