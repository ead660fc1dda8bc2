package io.serviceregistry.bench.history;

import io.serviceregistry.proto.log.v1.ExportHeader;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import io.serviceregistry.proto.log.v1.ExportedItem;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The log that a node exported.
 *
 * @param state the records of the state before the first entry; none when the entries are all that there ever were
 * @param entries without a gap
 */
public record ExportedLog(String node, List<SnapshotRecord> state, List<ExportedEntry> entries) {
    private static final int FORMAT = 1;

    public ExportedLog {
        state = List.copyOf(state);
        entries = List.copyOf(entries);
    }

    /** The index of the last entry that the state holds; -1 without one. */
    public long stateIndex() {
        return state.isEmpty() ? -1 : state.get(0).getHeader().getLogIndex();
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, is cut off, or is no log of a known format
     */
    public static ExportedLog read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ExportHeader header = ExportHeader.parseDelimitedFrom(in);
            if (header == null || header.getFormat() != FORMAT) {
                throw new IOException(file + " is no exported log of format " + FORMAT);
            }
            List<SnapshotRecord> state = new ArrayList<>();
            while (header.getHasState()
                    && (state.isEmpty() || !state.get(state.size() - 1).hasEnd())) {
                SnapshotRecord record = SnapshotRecord.parseDelimitedFrom(in);
                if (record == null) {
                    throw new IOException(file + " is cut off");
                }
                state.add(record);
            }
            List<ExportedEntry> entries = new ArrayList<>();
            ExportedItem item = ExportedItem.parseDelimitedFrom(in);
            while (item != null && item.hasEntry()) {
                entries.add(item.getEntry());
                item = ExportedItem.parseDelimitedFrom(in);
            }
            if (item == null || item.getEnd().getEntries() != entries.size()) {
                throw new IOException(file + " is cut off");
            }
            return new ExportedLog(header.getNodeId(), state, entries);
        }
    }
}
