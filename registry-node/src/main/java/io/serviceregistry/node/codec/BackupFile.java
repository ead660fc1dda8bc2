package io.serviceregistry.node.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.proto.v1.BackupHeader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The file of a backup, as backup.proto describes it. It may be read by versions later than the one that wrote it, and by who knows
 * nothing of what is inside; a damaged one is read by nobody. Any thread.
 */
public final class BackupFile {
    private static final long MAGIC = 0x89_52_45_47_42_4B_55_50L;
    private static final int FORMAT = 1;
    private static final int PREFIX_BYTES = Long.BYTES + 2 * Integer.BYTES;
    private static final int DIGEST_BYTES = 32;
    private static final int FOOTER_BYTES = Long.BYTES + DIGEST_BYTES + Long.BYTES;
    private static final int BUFFER_BYTES = 1 << 16;

    private BackupFile() {}

    /** Writes a backup of the state that a view shows. The stream stays open, and nothing is held of what it took. */
    public static void write(CatalogView view, BackupOrigin origin, OutputStream out) throws IOException {
        byte[] header = header(view.image(), origin).toByteArray();
        MessageDigest digest = sha256();
        DataOutputStream digested = new DataOutputStream(new DigestOutputStream(out, digest));
        digested.writeLong(MAGIC);
        digested.writeInt(FORMAT);
        digested.writeInt(header.length);
        digested.write(header);
        Counted records = new Counted(digested);
        ImageCodec.write(view.image(), origin.clusterId(), records);
        digested.writeLong(PREFIX_BYTES + header.length + records.count);
        DataOutputStream end = new DataOutputStream(out);
        end.write(digest.digest());
        end.writeLong(MAGIC);
        end.flush();
    }

    private static BackupHeader header(StateImage image, BackupOrigin origin) {
        StateImage.Scalars scalars = image.scalars();
        return BackupHeader.newBuilder()
                .setClusterId(origin.clusterId())
                .setNodeId(origin.nodeId())
                .setNodeVersion(origin.nodeVersion())
                .setTakenAtUnixMillis(origin.takenAtUnixMillis())
                .setStateFormat(ImageCodec.FORMAT)
                .setRevision(scalars.revision())
                .setLogIndex(scalars.logIndex())
                .setTerm(scalars.term())
                .setRegistryTimeMillis(scalars.timeMillis())
                .setServices(image.services().size())
                .setInstances(image.instances())
                .setLeases(image.leases().size())
                .setOverrides(image.overrides().size())
                .setFeatureLevel(scalars.featureLevel())
                .setStateDigest("%016x".formatted(image.digest()))
                .addAllPeerAddresses(origin.peerAddresses())
                .build();
    }

    /**
     * Reads a backup, every byte of it verified before any is believed.
     *
     * @throws CorruptSnapshotException when it is damaged, or of a format that this version does not know
     * @throws IOException when the file is not there or cannot be read
     */
    public static Backup read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long end = verify(channel);
            channel.position(Long.BYTES);
            InputStream buffered = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
            DataInputStream in = new DataInputStream(new FirstBytes(buffered, end - Long.BYTES));
            requireKnown("format of the file", in.readInt(), FORMAT);
            BackupHeader header = header(in, end - PREFIX_BYTES);
            requireKnown("format of the state", header.getStateFormat(), ImageCodec.FORMAT);
            requireUnderstood(header.getFeatureLevel());
            return new Backup(header.getClusterId(), header.getPeerAddressesList(), image(in, header));
        } catch (CorruptSnapshotException e) {
            throw e.within(file.toString());
        }
    }

    private static BackupHeader header(DataInputStream in, long atMost) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > atMost) {
            throw new CorruptSnapshotException(
                    "length of the header: " + Integer.toUnsignedString(length) + " (expected: <= " + atMost + ')');
        }
        try {
            return BackupHeader.parseFrom(in.readNBytes(length));
        } catch (InvalidProtocolBufferException e) {
            throw new CorruptSnapshotException("header: " + e.getMessage(), e);
        }
    }

    private static StateImage image(InputStream in, BackupHeader header) throws IOException {
        StateImage image = ImageCodec.read(in, header.getClusterId());
        String digest = "%016x".formatted(image.digest());
        if (!digest.equals(header.getStateDigest())) {
            throw new CorruptSnapshotException(
                    "state_digest: " + header.getStateDigest() + " (expected: " + digest + ", that of the records)");
        }
        return image;
    }

    private static void requireUnderstood(int level) throws CorruptSnapshotException {
        if (level > FeatureLevel.NEWEST) {
            throw new CorruptSnapshotException("feature level: " + level + " (expected: <= " + FeatureLevel.NEWEST
                    + "; a higher one needs a newer node)");
        }
    }

    private static void requireKnown(String what, int found, int known) throws CorruptSnapshotException {
        if (found != known) {
            throw new CorruptSnapshotException(what + ": " + Integer.toUnsignedString(found) + " (expected: " + known
                    + "; a newer one needs a newer node)");
        }
    }

    /** Looks at every byte; the number of those before the footer. */
    private static long verify(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < PREFIX_BYTES + FOOTER_BYTES) {
            throw new CorruptSnapshotException("it is too short for a backup: " + size + " bytes");
        }
        if (read(channel, 0, Long.BYTES).getLong() != MAGIC) {
            throw new CorruptSnapshotException("it does not start like a backup");
        }
        ByteBuffer footer = read(channel, size - FOOTER_BYTES, FOOTER_BYTES);
        long length = footer.getLong();
        byte[] expected = new byte[DIGEST_BYTES];
        footer.get(expected);
        if (footer.getLong() != MAGIC) {
            throw new CorruptSnapshotException("it does not end like a backup: it is cut off or damaged");
        }
        if (length != size - FOOTER_BYTES) {
            throw new CorruptSnapshotException("length: " + (size - FOOTER_BYTES) + " (expected: " + length + ')');
        }
        if (!Arrays.equals(expected, digest(channel, length + Long.BYTES))) {
            throw new CorruptSnapshotException("its SHA-256 is not that of its content: it is damaged");
        }
        return length;
    }

    private static byte[] digest(FileChannel channel, long length) throws IOException {
        MessageDigest digest = sha256();
        for (long position = 0; position < length; position += BUFFER_BYTES) {
            digest.update(read(channel, position, (int) Math.min(BUFFER_BYTES, length - position)));
        }
        return digest.digest();
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new CorruptSnapshotException("it ends at " + (position + bytes.position()) + " while it is read");
            }
        }
        return bytes.flip();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, which every Java platform has", e);
        }
    }

    /** Counts the bytes on their way. */
    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private long count;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
