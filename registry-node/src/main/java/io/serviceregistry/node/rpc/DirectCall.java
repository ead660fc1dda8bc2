package io.serviceregistry.node.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.serviceregistry.node.door.SchemaCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** One call of a method by another door: what a service sends goes to a reader instead of a connection. */
final class DirectCall<Q, R> extends ServerCall<Q, R> implements SchemaCalls.Stream {
    private final MethodDescriptor<Q, R> method;
    private final @Nullable Message encoded;
    private final SchemaCalls.Reader reader;
    private volatile boolean cancelled;

    volatile ServerCall.@Nullable Listener<Q> listener;

    /**
     * A call that has not begun.
     *
     * @param encoded what answers are to be read back to; null when they are messages of the public schema already
     */
    DirectCall(MethodDescriptor<Q, R> method, @Nullable Message encoded, SchemaCalls.Reader reader) {
        this.method = method;
        this.encoded = encoded;
        this.reader = reader;
    }

    @Override
    public void request(int messages) {
        // there is one, and it is handed over at the start
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // a service of this door says nothing in headers
    }

    @Override
    public void sendMessage(R message) {
        reader.next(read(message));
    }

    private Message read(R message) {
        Message as = encoded;
        if (as == null) {
            return (Message) message;
        }
        try (InputStream bytes = method.getResponseMarshaller().stream(message)) {
            return as.getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isReady() {
        return reader.isReady();
    }

    @Override
    public void close(Status status, Metadata trailers) {
        Throwable cause = status.getCause();
        reader.end(status.isOk() ? null : cause == null ? status.asRuntimeException() : cause);
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public MethodDescriptor<Q, R> getMethodDescriptor() {
        return method;
    }

    @Override
    public void ready() {
        ServerCall.Listener<Q> begun = listener;
        if (begun != null && !cancelled) {
            begun.onReady();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        ServerCall.Listener<Q> begun = listener;
        if (begun != null) {
            begun.onCancel();
        }
    }
}
