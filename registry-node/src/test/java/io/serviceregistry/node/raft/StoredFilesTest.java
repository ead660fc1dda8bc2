package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.server.storage.StorageImplUtils;
import org.apache.ratis.util.SizeInBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredFilesTest {
    @TempDir
    private Path directory;

    private RaftStorage storage;
    private Path current;

    @BeforeEach
    void open() throws IOException {
        storage = StorageImplUtils.newRaftStorage(
                directory.resolve("group").toFile(),
                SizeInBytes.valueOf(0),
                StartupOption.RECOVER,
                CorruptionPolicy.EXCEPTION);
        storage.initialize();
        current = storage.getStorageDir().getCurrentDir().toPath();
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    @Test
    void theOpenEndOfTheLogIsWrittenAgainAsItWas() throws IOException {
        byte[] log = new byte[(1 << 16) * 3 + 17];
        new Random(4).nextBytes(log);
        Path open = Files.write(current.resolve("log_inprogress_12"), log);
        Path empty = Files.write(current.resolve("log_inprogress_40"), new byte[0]);

        StoredFiles.makeDurable(storage);

        assertThat(open).hasBinaryContent(log);
        assertThat(empty).isEmptyFile();
    }

    @Test
    void aMembershipThatWasWrittenIsThere() throws IOException {
        writeMembership(5);

        assertThatCode(() -> StoredFiles.requireMembership(storage, 5)).doesNotThrowAnyException();
        assertThatCode(() -> StoredFiles.requireMembership(storage, 4)).doesNotThrowAnyException();
    }

    @Test
    void aMembershipThatWasNotWrittenIsMissed() throws IOException {
        assertThatThrownBy(() -> StoredFiles.requireMembership(storage, 5)).isInstanceOf(IOException.class);
        writeMembership(4);
        assertThatThrownBy(() -> StoredFiles.requireMembership(storage, 5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("raft-meta.conf");
    }

    private void writeMembership(long index) throws IOException {
        Files.write(
                current.resolve("raft-meta.conf"),
                LogEntryProto.newBuilder().setTerm(1).setIndex(index).build().toByteArray());
    }
}
