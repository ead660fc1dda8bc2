package io.serviceregistry.node.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Client;
import io.serviceregistry.node.core.state.Hold;
import io.serviceregistry.node.core.state.Lapse;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.RememberedRequest;
import io.serviceregistry.node.core.state.ReplacedLease;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.proto.log.v1.SnapshotEnd;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The image of the state to a stream of records and back: each preceded by its length, in the one order that
 * snapshot.proto states. Equal images give equal bytes on every machine.
 *
 * <p>A stream has no protection of its own beyond the digest and the number of its records; {@link SnapshotFile} adds it.
 * Any thread; an image is immutable, so the registry goes on while it is written.
 */
public final class ImageCodec {
    /** The version of the format this node writes, and the newest it reads. */
    public static final int FORMAT = 1;

    private static final int BUFFER_BYTES = 1 << 16;

    private ImageCodec() {}

    /** Writes an image; the stream stays open. */
    public static void write(StateImage image, String clusterId, OutputStream out) throws IOException {
        Writer writer = new Writer(CodedOutputStream.newInstance(out, BUFFER_BYTES));
        writer.write(SnapshotRecord.newBuilder().setHeader(RecordCodec.header(image, clusterId)));
        for (Service service : image.services().values()) {
            writer.write(SnapshotRecord.newBuilder().setService(RecordCodec.toProto(service)));
            for (Instance instance : service.instances().values()) {
                writer.write(SnapshotRecord.newBuilder().setInstance(RecordCodec.toProto(instance)));
            }
        }
        for (Lease lease : image.leases().values()) {
            writer.write(SnapshotRecord.newBuilder().setLease(RecordCodec.toProto(lease)));
        }
        for (StatusOverride override : image.overrides().values()) {
            writer.write(
                    override.scope().isWide()
                            ? SnapshotRecord.newBuilder().setWideOverride(RecordCodec.toWideProto(override))
                            : SnapshotRecord.newBuilder().setOverride(RecordCodec.toProto(override)));
        }
        for (Lapse lapse : image.lapses().values()) {
            writer.write(SnapshotRecord.newBuilder().setLapse(RecordCodec.toProto(lapse)));
        }
        for (Hold hold : image.holds().values()) {
            writer.write(SnapshotRecord.newBuilder().setHold(RecordCodec.toProto(hold)));
        }
        for (Client client : image.clients().values()) {
            writer.write(SnapshotRecord.newBuilder().setClient(RecordCodec.toProto(client)));
        }
        for (RememberedRequest request : image.requests().values()) {
            writer.write(SnapshotRecord.newBuilder().setRequest(RecordCodec.toProto(request)));
        }
        for (ReplacedLease lease : image.replacedLeases().values()) {
            writer.write(SnapshotRecord.newBuilder().setReplacedLease(RecordCodec.toProto(lease)));
        }
        if (!image.agreement().equals(Agreement.NONE)) {
            writer.write(SnapshotRecord.newBuilder().setAgreement(RecordCodec.toProto(image.agreement())));
        }
        writer.end();
    }

    /**
     * Reads an image to the end of a stream.
     *
     * @throws CorruptSnapshotException when the stream is not the whole image of that cluster's state
     * @throws IOException when the stream breaks
     */
    public static StateImage read(InputStream in, String expectedClusterId) throws IOException {
        return readState(in, expectedClusterId).image();
    }

    /** The state that goes on from an image; otherwise as {@link #read}. */
    static RegistryState readState(InputStream in, String expectedClusterId) throws IOException {
        CodedInputStream coded = CodedInputStream.newInstance(in, BUFFER_BYTES);
        ImageReader reader = new ImageReader(expectedClusterId);
        try {
            while (!reader.hasEnded()) {
                coded.resetSizeCounter(); // its limit is meant for one message
                reader.accept(coded.readMessage(SnapshotRecord.parser(), ExtensionRegistryLite.getEmptyRegistry()));
            }
            if (!coded.isAtEnd()) {
                throw new CorruptLogException("bytes follow the last record");
            }
            return reader.state();
        } catch (InvalidProtocolBufferException | CorruptLogException e) {
            throw new CorruptSnapshotException("record " + reader.records() + ": " + e.getMessage(), e);
        }
    }

    /** Counts the records it writes. */
    private static final class Writer {
        private final CodedOutputStream out;
        private long records;

        Writer(CodedOutputStream out) {
            this.out = out;
        }

        void write(SnapshotRecord.Builder proto) throws IOException {
            out.writeMessageNoTag(proto.build());
            records++;
        }

        void end() throws IOException {
            write(SnapshotRecord.newBuilder().setEnd(SnapshotEnd.newBuilder().setRecords(records)));
            out.flush();
        }
    }
}
