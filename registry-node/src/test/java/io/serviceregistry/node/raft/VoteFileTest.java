package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.testkit.RecordingFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.server.storage.StorageImplUtils;
import org.apache.ratis.util.SizeInBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Ratis' own storage, which it is installed in. */
class VoteFileTest {
    private static final RaftStorageMetadata VOTE = RaftStorageMetadata.valueOf(7, RaftPeerId.valueOf("n2"));

    @TempDir
    private Path directory;

    private final RecordingFaults faults = new RecordingFaults();
    private RaftStorage storage;
    private VoteFile votes;

    @BeforeEach
    void install() throws IOException {
        storage = open();
        votes = VoteFile.install(storage, faults);
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    @Test
    void ratisPersistsThroughItOnceItIsInstalled() throws IOException {
        assertThat(storage.getMetadataFile()).isSameAs(votes);

        storage.getMetadataFile().persist(VOTE);

        assertThat(votes.written()).isEqualTo(1);
        assertThat(storage.getMetadataFile().getMetadata()).isEqualTo(VOTE);
    }

    @Test
    void ratisReadsWhatItHasWritten() throws IOException {
        votes.persist(VOTE);
        storage.close();
        storage = open();

        assertThat(storage.getMetadataFile().getMetadata()).isEqualTo(VOTE);
    }

    @Test
    void goesOnFromWhatIsThere() throws IOException {
        votes.persist(VOTE);
        storage.close();
        storage = open();

        assertThat(VoteFile.install(storage, faults).getMetadata()).isEqualTo(VOTE);
    }

    @Test
    void writesNothingTwice() throws IOException {
        votes.persist(VOTE);
        votes.persist(VOTE);

        assertThat(votes.begun()).isEqualTo(1);
    }

    @Test
    void aFailedWriteIsAFaultAndLeavesTheOldFile() throws IOException {
        votes.persist(VOTE);
        Files.createDirectory(current().resolve("raft-meta.tmp")); // cannot be opened for writing

        assertThatThrownBy(() -> votes.persist(RaftStorageMetadata.valueOf(8, RaftPeerId.valueOf("n3"))))
                .isInstanceOf(IOException.class);

        assertThat(faults.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(FaultKind.DISK_FAILED);
            assertThat(fault.what()).contains(current().resolve("raft-meta").toString());
        });
        assertThat(Files.readString(current().resolve("raft-meta"))).contains("term=7");
        assertThat(votes.getMetadata()).isEqualTo(VOTE);
        assertThat(votes.written()).isLessThan(votes.begun());
    }

    /** Ratis interrupts threads that are to end; an interrupt closes the file under them. */
    @Test
    void anInterruptIsNotAFailureOfTheDisk() throws IOException {
        Thread.currentThread().interrupt();
        votes.persist(VOTE);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(faults.faults()).isEmpty();
        assertThat(Files.readString(current().resolve("raft-meta"))).contains("term=7");
    }

    private RaftStorage open() throws IOException {
        RaftStorage opened = StorageImplUtils.newRaftStorage(
                directory.resolve("group").toFile(),
                SizeInBytes.valueOf(0),
                StartupOption.RECOVER,
                CorruptionPolicy.EXCEPTION);
        opened.initialize();
        return opened;
    }

    private Path current() {
        return storage.getStorageDir().getCurrentDir().toPath();
    }
}
