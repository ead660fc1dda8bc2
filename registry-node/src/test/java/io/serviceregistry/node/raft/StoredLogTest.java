package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.codec.EntryCodec;
import io.serviceregistry.node.codec.LogExport;
import io.serviceregistry.node.codec.SnapshotFile;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.proto.log.v1.ExportHeader;
import io.serviceregistry.proto.log.v1.ExportedItem;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported of a stopped member's files. */
class StoredLogTest {
    private static final String CLUSTER = "test";
    private static final int ENTRIES = 12;

    @TempDir
    private Path storage;

    private Path group;
    private Path current;

    @BeforeEach
    void writeALog() throws IOException {
        group = storage.resolve(RatisNode.groupUuid(CLUSTER).toString());
        current = RaftLogs.write(
                Files.createDirectories(group), ENTRIES, index -> EntryCodec.encode(new Entry(1, index, List.of())));
    }

    @Test
    void aWholeLogIsAllThatThereEverWas() throws IOException {
        snapshotAt(3); // and is not needed
        Map<String, Long> before = files();
        InputStream exported = export();
        ExportHeader header = ExportHeader.parseDelimitedFrom(exported);
        assertThat(header.getHasState()).isFalse();
        assertThat(header.getClusterId() + header.getNodeId()).isEqualTo("testn1");
        assertThat(indexes(exported)).hasSize(ENTRIES).startsWith(0L).endsWith(ENTRIES - 1L);
        assertThat(files()).as("the files of the node").isEqualTo(before);
    }

    @Test
    void aPurgedLogGoesOnFromItsOldestState() throws IOException {
        long first = purge();
        snapshotAt(first + 3);
        snapshotAt(first);
        snapshotAt(first - 2); // does not lead to the first entry
        InputStream exported = export();
        assertThat(ExportHeader.parseDelimitedFrom(exported).getHasState()).isTrue();
        SnapshotRecord record = SnapshotRecord.parseDelimitedFrom(exported);
        assertThat(record.getHeader().getLogIndex()).isEqualTo(first);
        while (!record.hasEnd()) {
            record = SnapshotRecord.parseDelimitedFrom(exported);
        }
        assertThat(indexes(exported)).startsWith(first + 1).endsWith(ENTRIES - 1L);
    }

    @Test
    void aLogThatBeginsBehindEveryStateIsRefused() throws IOException {
        long first = purge();
        assertThatThrownBy(this::export)
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("begins at " + first);
        snapshotAt(first - 2);
        assertThatThrownBy(this::export).isInstanceOf(DamagedLogException.class);
    }

    @Test
    void aMissingFileIsNoticed() throws IOException {
        Files.delete(RaftLogs.files(current).get(1));
        assertThatThrownBy(this::export).hasMessageContaining("a file is missing");
    }

    /** Takes the first files away; the index of the first entry that is left. */
    private long purge() throws IOException {
        List<Path> files = RaftLogs.files(current);
        Files.delete(files.get(0));
        Files.delete(files.get(1));
        return LogSegments.in(current).get(0).first();
    }

    private void snapshotAt(long index) throws IOException {
        RegistryState state = new RegistryState(StateImage.empty());
        state.beginEntry(new EntryHeader(1, index, 1, 0));
        state.apply(LoggedCommand.internal(Fixtures.register("payments/i-1")));
        Path snapshots = Files.createDirectories(group.resolve("sm"));
        SnapshotFile.write(
                snapshots.resolve(SnapshotDirectory.name(TermIndex.valueOf(1, index))), state.image(), CLUSTER);
    }

    private InputStream export() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new StoredLog(storage, CLUSTER).export("n1", new LogExport(bytes));
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static List<Long> indexes(InputStream exported) throws IOException {
        List<Long> indexes = new ArrayList<>();
        ExportedItem item = ExportedItem.parseDelimitedFrom(exported);
        while (item.hasEntry()) {
            assertThat(item.getEntry().getEntry().getTimeMillis())
                    .isEqualTo(item.getEntry().getIndex());
            assertThat(item.getEntry().getTerm()).isEqualTo(1);
            indexes.add(item.getEntry().getIndex());
            item = ExportedItem.parseDelimitedFrom(exported);
        }
        assertThat(item.getEnd().getEntries()).isEqualTo(indexes.size());
        return indexes;
    }

    private Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(storage)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                sizes.put(file.toString(), Files.getLastModifiedTime(file).toMillis() * 1_000 + Files.size(file));
            }
        }
        return sizes;
    }
}
