package io.serviceregistry.node.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.serviceregistry.node.codec.BackupFile;
import io.serviceregistry.node.codec.BackupOrigin;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.service.BackupRefusedException;
import io.serviceregistry.node.service.NotServingException;
import io.serviceregistry.proto.v1.BackupResponse;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One backup on its way: written by a thread of its own, which waits while the caller takes nothing. What is buffered is one part,
 * and what gRPC buffers for a call.
 */
final class BackupStream {
    /** What one response holds at most. */
    static final int PART_BYTES = 1 << 16;

    /** It holds on to an old state of everything meanwhile. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerCallStreamObserver<BackupResponse> caller;
    private final Duration patience;
    private @Nullable ResponseHeader header;

    private BackupStream(ServerCallStreamObserver<BackupResponse> caller, Duration patience) {
        this.caller = caller;
        this.patience = patience;
    }

    /** Prepares to write to a caller; called in the method that begins the call. */
    static BackupStream to(ServerCallStreamObserver<BackupResponse> caller) {
        return to(caller, PATIENCE);
    }

    static BackupStream to(ServerCallStreamObserver<BackupResponse> caller, Duration patience) {
        BackupStream stream = new BackupStream(caller, patience);
        caller.setOnReadyHandler(stream::wake);
        caller.setOnCancelHandler(stream::wake);
        return stream;
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** Writes the whole backup, and ends the call. Blocks for as long as the caller takes to read it. */
    void write(CatalogView view, BackupOrigin origin, ResponseHeader from) {
        header = from;
        try {
            // Does not close what it writes to: whoever fails in between must not look like whoever is done.
            OutputStream parts = new BufferedOutputStream(new Parts(), PART_BYTES);
            BackupFile.write(view, origin, parts);
            parts.flush();
            caller.onCompleted();
        } catch (GoneException e) {
            return; // nobody is there to be told
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /** Ends the call with an error. */
    void fail(Throwable failure) {
        caller.onError(UnaryCall.error(failure, Kind.READ));
    }

    private synchronized void awaitReady() throws IOException {
        long left = patience.toMillis();
        while (!caller.isReady()) {
            if (caller.isCancelled()) {
                throw new GoneException();
            }
            if (left <= 0) {
                throw new BackupRefusedException(
                        "the backup was given up: nothing of it was taken for " + patience.toSeconds() + " s");
            }
            long step = Math.min(left, 1_000);
            try {
                wait(step);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NotServingException(NotServingException.Reason.STOPPING, "the node is stopping");
            }
            left -= step; // woken early it waits a little less: woken, it mostly goes on
        }
    }

    /** The caller has gone. */
    private static final class GoneException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Makes a response of each part. */
    private final class Parts extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int from = offset; from < offset + length; from += PART_BYTES) {
                send(Arrays.copyOfRange(bytes, from, Math.min(from + PART_BYTES, offset + length)));
            }
        }

        private void send(byte[] part) throws IOException {
            awaitReady();
            ByteString content = UnsafeByteOperations.unsafeWrap(part); // a copy already
            BackupResponse.Builder response = BackupResponse.newBuilder().setContent(content);
            if (header != null) {
                response.setHeader(header);
                header = null;
            }
            caller.onNext(response.build());
        }
    }
}
