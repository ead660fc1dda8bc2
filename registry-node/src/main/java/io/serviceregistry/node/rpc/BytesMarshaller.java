package io.serviceregistry.node.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Sends messages that are encoded already: as they are, and without a copy in between. */
enum BytesMarshaller implements Marshaller<ByteString> {
    BYTES;

    private static final int BUFFER_BYTES = 512; // for what is short: all but the list of instances

    @Override
    public InputStream stream(ByteString message) {
        return new Encoded(message);
    }

    @Override
    public ByteString parse(InputStream stream) {
        try {
            return ByteString.readFrom(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What gRPC asks for a message: its length, and to write itself. */
    private static final class Encoded extends FilterInputStream implements Drainable, KnownLength {
        private final ByteString message;

        Encoded(ByteString message) {
            super(message.newInput());
            this.message = message;
        }

        /**
         * Nothing has been read before: gRPC either reads a message or drains it. A coded stream writes long bytes as they are,
         * where {@link ByteString#writeTo} would copy them first.
         */
        @Override
        public int drainTo(OutputStream target) throws IOException {
            CodedOutputStream coded = CodedOutputStream.newInstance(target, Math.min(message.size(), BUFFER_BYTES));
            coded.writeRawBytes(message);
            coded.flush();
            return message.size();
        }
    }
}
