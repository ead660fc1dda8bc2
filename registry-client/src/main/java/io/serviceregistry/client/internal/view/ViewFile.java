package io.serviceregistry.client.internal.view;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.internal.model.AnswerMapper;
import io.serviceregistry.client.internal.model.WireInstances;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A view on disk: the magic number, a CRC-32C of all that follows it, the time of saving in milliseconds since 1970, and the
 * answer of the registry as {@code Discover} gives it.
 *
 * <p>A file is replaced as a whole, so that a reader finds an old one or a new one; what is damaged nonetheless is as good as
 * none. It is not forced to the disk: after a power cut yesterday's view may be the day before's.
 */
final class ViewFile {

    private static final Logger log = LoggerFactory.getLogger(ViewFile.class);

    private static final long MAGIC = 0x5256_4945_5700_0001L; // "RVIEW", version 1
    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + Long.BYTES;
    private static final int MAX_READABLE_NAME = 60; // names may have 255 bytes each, and so may a file's

    private final Path file;

    /** The file of a query in a directory; queries that differ in what they select have different files. */
    ViewFile(Path directory, ViewQuery query) {
        this.file = directory.resolve(name(query));
    }

    /** Replaces what is saved. */
    void save(SavedView view) throws IOException {
        byte[] answer = DiscoverResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder()
                        .setClusterId(view.clusterId())
                        .setRevision(view.revision()))
                .addAllInstances(
                        view.instances().stream().map(WireInstances::of).toList())
                .build()
                .toByteArray();
        ByteBuffer content = ByteBuffer.allocate(HEADER_BYTES + answer.length);
        content.putLong(MAGIC).putInt(0).putLong(view.savedAt().toEpochMilli()).put(answer);
        content.putInt(Long.BYTES, checksum(content));
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, "view-", ".tmp");
        try {
            Files.write(fresh, content.array());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** What is saved, if anything is, and whole. */
    Optional<SavedView> load() {
        try {
            ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
            if (content.remaining() < HEADER_BYTES
                    || content.getLong(0) != MAGIC
                    || content.getInt(Long.BYTES) != checksum(content)) {
                log.warn("{} is damaged, or of another version; it is ignored", file);
                return Optional.empty();
            }
            content.position(HEADER_BYTES);
            DiscoverResponse answer = DiscoverResponse.parseFrom(content.slice());
            return Optional.of(new SavedView(
                    answer.getHeader().getClusterId(),
                    answer.getHeader().getRevision(),
                    AnswerMapper.instances(answer).instances(),
                    Instant.ofEpochMilli(content.getLong(Long.BYTES + Integer.BYTES))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            log.warn("{} cannot be read; it is ignored", file, e);
            return Optional.empty();
        } catch (IOException e) {
            log.warn("{} cannot be read: {}; the view begins with nothing", file, e.toString());
            return Optional.empty();
        }
    }

    private static int checksum(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate().position(Long.BYTES + Integer.BYTES).limit(content.capacity()));
        return (int) crc.getValue();
    }

    /** Readable for people, and unique by a digest, whatever the names hold. */
    private static String name(ViewQuery query) {
        String identity = query.namespace() + '\n' + query.service() + '\n' + query.selector();
        String readable = (query.namespace() + '.' + query.service()).replaceAll("[^A-Za-z0-9._-]", "_");
        return readable.substring(0, Math.min(MAX_READABLE_NAME, readable.length())) + '-'
                + sha256(identity).substring(0, 16) + ".view";
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
