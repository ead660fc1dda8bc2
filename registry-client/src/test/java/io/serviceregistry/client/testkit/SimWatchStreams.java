package io.serviceregistry.client.testkit;

import io.grpc.StatusRuntimeException;
import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.client.internal.watch.WatchStreams;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.ArrayList;
import java.util.List;

/** Watch streams whose other end is the test. */
public final class SimWatchStreams implements WatchStreams {

    /** A stream that was opened. */
    public static final class Opened implements Stream {
        private final String node;
        private final WatchRequest request;
        private final Reader reader;
        private boolean cancelled;

        private Opened(String node, WatchRequest request, Reader reader) {
            this.node = node;
            this.request = request;
            this.reader = reader;
        }

        /** Where to. */
        public String node() {
            return node;
        }

        /** What it asks for. */
        public WatchRequest request() {
            return request;
        }

        /** True once it was given up. */
        public boolean isCancelled() {
            return cancelled;
        }

        /** The node sends. */
        public void send(WatchResponse response) {
            if (!cancelled) {
                reader.received(response);
            }
        }

        /** The node, or the way to it, ends the stream. */
        public void breakOff(StatusRuntimeException error) {
            if (!cancelled) {
                reader.broken(new AttemptFailure(error.getStatus(), error.getTrailers(), true));
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final List<Opened> opened = new ArrayList<>();

    /** All streams so far. */
    public List<Opened> opened() {
        return opened;
    }

    /** The newest stream. */
    public Opened last() {
        return opened.get(opened.size() - 1);
    }

    @Override
    public Stream open(String node, WatchRequest request, Reader reader) {
        Opened stream = new Opened(node, request, reader);
        opened.add(stream);
        return stream;
    }
}
