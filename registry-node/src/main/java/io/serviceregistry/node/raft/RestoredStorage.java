package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.SnapshotFile;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.raft.LowWaterMark.Mark;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * The files of a member that begins with a state, and no log: a snapshot, and the term of its last entry as the term that the member
 * is in, without a vote. The first leader is elected in a later one; all members being alike, whoever it is has all that there is.
 *
 * <p>Knows the layout that Ratis gives its files. Blocks on the disk.
 */
public final class RestoredStorage {
    private RestoredStorage() {}

    /**
     * Writes the files where there are none yet. On return they survive a loss of power.
     *
     * @param storageDir as in {@link RaftSettings}
     * @return the fingerprint of the state, 64 hexadecimal digits: of two members that have the same, both have the same state
     */
    public static String write(Path storageDir, String clusterId, StateImage image) throws IOException {
        long term = image.scalars().term();
        Path group = storageDir.resolve(RatisNode.groupUuid(clusterId).toString());
        Path current = Files.createDirectories(group.resolve("current"));
        Path snapshots = Files.createDirectories(group.resolve("sm"));
        Path snapshot = snapshots.resolve(SnapshotDirectory.name(TermIndex.valueOf(term, image.logIndex())));
        SnapshotFile.write(snapshot, image, clusterId);
        writeTerm(current.resolve("raft-meta"), term);
        LowWaterMark.open(RatisNode.lowWaterFile(storageDir)).raise(new Mark(term, image.logIndex()));
        for (Path directory : new Path[] {snapshots, current, group, storageDir}) {
            StoredFiles.force(directory);
        }
        StoredFiles.forceDirectoryOf(storageDir);
        return fingerprint(snapshot);
    }

    private static void writeTerm(Path file, long term) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("term", Long.toString(term));
        properties.setProperty("votedFor", "");
        StringWriter text = new StringWriter();
        properties.store(text, "");
        Files.writeString(
                file,
                text.toString(),
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
    }

    private static String fingerprint(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, which every Java platform has", e);
        }
    }
}
