package io.serviceregistry.bench.history;

import io.serviceregistry.bench.history.proto.HistoryHeader;
import io.serviceregistry.bench.history.proto.HistoryRecord;
import io.serviceregistry.bench.history.proto.Operation;
import io.serviceregistry.bench.history.proto.WatchPiece;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Records a history into a file as it happens; what it holds in memory is a buffer of 64 KiB. Thread-safe. Once it is closed, what
 * comes late is left out: clients need not be waited for.
 */
public final class HistoryWriter implements Closeable {
    /** The version of the format that is written. */
    public static final int FORMAT = 1;

    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private final long beganNanos = System.nanoTime();
    private boolean closed;

    /** Begins a file, in place of what it held. */
    public HistoryWriter(Path file, String title) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
        write(HistoryRecord.newBuilder()
                .setHeader(HistoryHeader.newBuilder()
                        .setFormat(FORMAT)
                        .setTitle(title)
                        .setBeganUnixMillis(System.currentTimeMillis())));
    }

    /** The time of the recording, in nanoseconds from its start. */
    public long nanos() {
        return System.nanoTime() - beganNanos;
    }

    /** Records an operation that ended. */
    public void add(Operation.Builder operation) {
        write(HistoryRecord.newBuilder().setOperation(operation));
    }

    /** Records a piece of a watch. */
    public void add(WatchPiece.Builder piece) {
        write(HistoryRecord.newBuilder().setWatch(piece));
    }

    private void write(HistoryRecord.Builder record) {
        HistoryRecord built = record.build();
        synchronized (this) {
            if (closed) {
                return;
            }
            try {
                built.writeDelimitedTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            out.close();
        }
    }
}
