package io.serviceregistry.node.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Entries to bytes and back. Any thread. */
public final class EntryCodec {
    /** The version of the format this node writes, and the newest it reads. */
    public static final int FORMAT = 1;

    /** The most that an entry takes beside its commands: the format, and two numbers of up to ten bytes with their tags. */
    public static final int MAX_HEADER_BYTES = 2 + 11 + 11;

    private EntryCodec() {}

    /**
     * The bytes of an entry. How long they may be is for the proposer to see to: at most {@link #MAX_HEADER_BYTES} and the
     * {@linkplain CommandCodec#size sizes} of the commands.
     */
    public static byte[] encode(Entry entry) {
        io.serviceregistry.proto.log.v1.Entry.Builder proto = io.serviceregistry.proto.log.v1.Entry.newBuilder()
                .setFormat(FORMAT)
                .setProposerTerm(entry.proposerTerm())
                .setTimeMillis(entry.timeMillis());
        entry.commands().forEach(command -> proto.addCommands(CommandCodec.toProto(command)));
        return proto.build().toByteArray();
    }

    /**
     * The entry of all bytes that remain in a buffer, whose position stays as it is.
     *
     * @throws CorruptLogException when this node does not understand them: it must not go on
     */
    public static Entry decode(ByteBuffer bytes) {
        io.serviceregistry.proto.log.v1.Entry proto;
        try {
            proto = io.serviceregistry.proto.log.v1.Entry.parseFrom(bytes.slice());
        } catch (InvalidProtocolBufferException e) {
            throw new CorruptLogException("entry of " + bytes.remaining() + " bytes: " + e.getMessage(), e);
        }
        if (proto.getFormat() != FORMAT) {
            throw Fields.corrupt(
                    proto,
                    "format: " + Integer.toUnsignedString(proto.getFormat()) + " (expected: " + FORMAT
                            + "; a newer one needs a newer node)");
        }
        Fields.refuseUnknown(proto);
        List<LoggedCommand> commands = new ArrayList<>(proto.getCommandsCount());
        for (int i = 0; i < proto.getCommandsCount(); i++) {
            commands.add(command(proto, i));
        }
        return new Entry(proto.getProposerTerm(), proto.getTimeMillis(), commands);
    }

    private static LoggedCommand command(io.serviceregistry.proto.log.v1.Entry proto, int index) {
        try {
            return CommandCodec.fromProto(proto.getCommands(index));
        } catch (CorruptLogException e) {
            throw e.within("command " + index + " of " + proto.getCommandsCount());
        }
    }
}
