package io.serviceregistry.client.internal.backup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.client.BackupDamagedException;
import io.serviceregistry.client.BackupSummary;
import io.serviceregistry.proto.v1.BackupHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Looks through the file of a backup, as backup.proto describes it: every byte is verified before any is believed. */
public final class BackupReader {
    private static final long MAGIC = 0x89_52_45_47_42_4B_55_50L;
    private static final int FORMAT = 1;
    private static final int PREFIX_BYTES = Long.BYTES + 2 * Integer.BYTES;
    private static final int DIGEST_BYTES = 32;
    private static final int FOOTER_BYTES = Long.BYTES + DIGEST_BYTES + Long.BYTES;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_HEADER_BYTES = 1 << 20;

    private BackupReader() {}

    /**
     * What a whole backup says of itself.
     *
     * @param progress hears how many bytes were looked through, every 64 KiB, on this thread
     * @throws BackupDamagedException when it is not whole, or of a format of the file that this version does not know
     * @throws IOException when the file is not there or cannot be read
     */
    public static BackupSummary verify(Path file, LongConsumer progress) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < PREFIX_BYTES + FOOTER_BYTES) {
                throw damaged(file, "it is too short: " + size + " bytes");
            }
            ByteBuffer prefix = read(channel, 0, PREFIX_BYTES);
            if (prefix.getLong() != MAGIC) {
                throw damaged(file, "it does not start like one");
            }
            ByteBuffer footer = read(channel, size - FOOTER_BYTES, FOOTER_BYTES);
            long length = footer.getLong();
            byte[] expected = new byte[DIGEST_BYTES];
            footer.get(expected);
            if (footer.getLong() != MAGIC) {
                throw damaged(file, "it does not end like one: it is cut off or damaged");
            }
            if (length != size - FOOTER_BYTES) {
                throw damaged(file, "its length is " + (size - FOOTER_BYTES) + " (expected: " + length + ')');
            }
            if (!Arrays.equals(expected, digest(channel, length + Long.BYTES, progress))) {
                throw damaged(file, "its SHA-256 is not that of its content: it is damaged");
            }
            int format = prefix.getInt();
            if (format != FORMAT) {
                throw damaged(
                        file,
                        "its format is " + Integer.toUnsignedString(format) + " (expected: " + FORMAT
                                + "; a newer one needs a newer registryctl)");
            }
            return summary(
                    header(channel, prefix.getInt(), file), size, HexFormat.of().formatHex(expected));
        }
    }

    private static BackupHeader header(FileChannel channel, int length, Path file) throws IOException {
        if (length < 0 || length > MAX_HEADER_BYTES || length > channel.size() - PREFIX_BYTES - FOOTER_BYTES) {
            throw damaged(file, "the length of its header is " + Integer.toUnsignedString(length));
        }
        try {
            return BackupHeader.parseFrom(read(channel, PREFIX_BYTES, length));
        } catch (InvalidProtocolBufferException e) {
            throw damaged(file, "its header cannot be read: " + e.getMessage());
        }
    }

    private static BackupSummary summary(BackupHeader header, long bytes, String sha256) {
        return new BackupSummary(
                header.getClusterId(),
                header.getNodeId(),
                header.getNodeVersion(),
                Integer.toUnsignedLong(header.getStateFormat()),
                header.getFeatureLevel(),
                header.getRevision(),
                header.getLogIndex(),
                header.getTerm(),
                Instant.ofEpochMilli(header.getTakenAtUnixMillis()),
                header.getServices(),
                header.getInstances(),
                header.getLeases(),
                header.getOverrides(),
                header.getStateDigest(),
                bytes,
                sha256);
    }

    private static byte[] digest(FileChannel channel, long length, LongConsumer progress) throws IOException {
        MessageDigest digest = sha256();
        for (long position = 0; position < length; position += BUFFER_BYTES) {
            digest.update(read(channel, position, (int) Math.min(BUFFER_BYTES, length - position)));
            progress.accept(Math.min(position + BUFFER_BYTES, length));
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, which every Java platform has", e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new BackupDamagedException("it ends at " + (position + bytes.position()) + " while it is read");
            }
        }
        return bytes.flip();
    }

    private static BackupDamagedException damaged(Path file, String why) {
        return new BackupDamagedException(file + " is no whole backup: " + why);
    }
}
