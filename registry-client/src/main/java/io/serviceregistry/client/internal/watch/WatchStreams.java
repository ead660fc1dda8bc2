package io.serviceregistry.client.internal.watch;

import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;

/** Port: streams of watches. */
public interface WatchStreams {

    /** Hears of one stream, on the scheduler's thread. */
    interface Reader {
        /** The next response. */
        void received(WatchResponse response);

        /** The stream has ended; nothing more comes. Not called for a stream that was cancelled. */
        void broken(AttemptFailure failure);
    }

    /** A stream that is open. */
    interface Stream {
        /** Ends it; the reader hears nothing more. */
        void cancel();
    }

    /** Opens a stream to a node. The reader is never called before this returns. */
    Stream open(String node, WatchRequest request, Reader reader);
}
