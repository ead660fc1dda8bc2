package io.serviceregistry.node.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.proto.log.v1.Entry;
import io.serviceregistry.proto.log.v1.ExportEnd;
import io.serviceregistry.proto.log.v1.ExportHeader;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import io.serviceregistry.proto.log.v1.ExportedItem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Writes a log as export.proto describes it: {@link #begin} once, then the entries, then {@link #end}. What commands say is passed
 * on as it is, understood or not. Used by one thread; the stream stays open.
 */
public final class LogExport {
    /** The version of the format that is written. */
    public static final int FORMAT = 1;

    private final OutputStream out;
    private long entries;

    public LogExport(OutputStream out) {
        this.out = out;
    }

    /** Begins with whose log it is, and the state before its first entry where there is one. */
    public void begin(String clusterId, String nodeId, Optional<StateImage> state) throws IOException {
        ExportHeader.newBuilder()
                .setFormat(FORMAT)
                .setClusterId(clusterId)
                .setNodeId(nodeId)
                .setHasState(state.isPresent())
                .build()
                .writeDelimitedTo(out);
        if (state.isPresent()) {
            ImageCodec.write(state.get(), clusterId, out);
        }
    }

    /**
     * An entry of the registry's.
     *
     * @throws CorruptLogException when its bytes are no entry
     */
    public void entry(long index, long term, ByteBuffer bytes) throws IOException {
        try {
            write(ExportedEntry.newBuilder().setEntry(Entry.parseFrom(bytes)), index, term);
        } catch (InvalidProtocolBufferException e) {
            throw new CorruptLogException("entry " + index + ": " + e.getMessage(), e);
        }
    }

    /** An entry of the consensus' own. */
    public void otherEntry(long index, long term) throws IOException {
        write(ExportedEntry.newBuilder(), index, term);
    }

    /** Ends; how many entries there were. */
    public long end() throws IOException {
        ExportedItem.newBuilder()
                .setEnd(ExportEnd.newBuilder().setEntries(entries))
                .build()
                .writeDelimitedTo(out);
        out.flush();
        return entries;
    }

    private void write(ExportedEntry.Builder entry, long index, long term) throws IOException {
        entries++;
        ExportedItem.newBuilder()
                .setEntry(entry.setIndex(index).setTerm(term))
                .build()
                .writeDelimitedTo(out);
    }
}
