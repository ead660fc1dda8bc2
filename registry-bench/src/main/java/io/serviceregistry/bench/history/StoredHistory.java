package io.serviceregistry.bench.history;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.bench.history.proto.HistoryHeader;
import io.serviceregistry.bench.history.proto.HistoryRecord;
import io.serviceregistry.bench.history.proto.WatchPiece;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A history that was read. Immutable.
 *
 * @param operations in the order of their calls
 * @param watches the pieces of each watch, in the order of their times
 * @param cutOff true when the file ends within a record
 */
public record StoredHistory(
        HistoryHeader header, List<Op> operations, SortedMap<Integer, List<WatchPiece>> watches, boolean cutOff) {
    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, or is no history of a known format
     */
    public static StoredHistory read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            HistoryRecord first = HistoryRecord.parseDelimitedFrom(in);
            if (first == null || !first.hasHeader() || first.getHeader().getFormat() != HistoryWriter.FORMAT) {
                throw new IOException(file + " is no history of format " + HistoryWriter.FORMAT);
            }
            List<Op> operations = new ArrayList<>();
            SortedMap<Integer, List<WatchPiece>> watches = new TreeMap<>();
            boolean cutOff = false;
            while (true) {
                HistoryRecord record;
                try {
                    record = HistoryRecord.parseDelimitedFrom(in);
                } catch (InvalidProtocolBufferException e) {
                    cutOff = true;
                    break;
                }
                if (record == null) {
                    break;
                }
                if (record.hasOperation()) {
                    operations.add(Op.of(record.getOperation()));
                } else if (record.hasWatch()) {
                    watches.computeIfAbsent(record.getWatch().getWatch(), watch -> new ArrayList<>())
                            .add(record.getWatch());
                }
            }
            return of(first.getHeader(), operations, watches, cutOff);
        }
    }

    /** A history put together from its parts, in any order. */
    public static StoredHistory of(
            HistoryHeader header, List<Op> operations, SortedMap<Integer, List<WatchPiece>> watches, boolean cutOff) {
        List<Op> byCall = new ArrayList<>(operations);
        byCall.sort(Comparator.comparingLong(Op::callNanos));
        return new StoredHistory(header, List.copyOf(byCall), watches, cutOff);
    }
}
