package io.serviceregistry.client.internal.watch;

import io.serviceregistry.client.ClientStats;
import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.client.internal.call.CallKind;
import io.serviceregistry.client.internal.call.StatusMapper;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.concurrent.atomic.LongAdder;

/** Counts the streams of all watches of a client on their way; changes nothing. The counts may be read by any thread. */
public final class CountedWatchStreams implements WatchStreams {

    private final WatchStreams streams;
    private final LongAdder opened = new LongAdder();
    private final LongAdder reconnects = new LongAdder();
    private final LongAdder resyncs = new LongAdder();

    /** Counts what is opened by way of this. */
    public CountedWatchStreams(WatchStreams streams) {
        this.streams = streams;
    }

    /** The counts now. */
    public ClientStats.Streams counts() {
        return new ClientStats.Streams(opened.sum(), reconnects.sum(), resyncs.sum());
    }

    @Override
    public Stream open(String node, WatchRequest request, Reader reader) {
        opened.increment();
        if (request.hasResume()) {
            reconnects.increment();
        }
        return streams.open(node, request, new Reader() {
            @Override
            public void received(WatchResponse response) {
                if (response.hasResync()) {
                    resyncs.increment();
                }
                reader.received(response);
            }

            @Override
            public void broken(AttemptFailure failure) {
                // So a registry that has lost what the watch knows says it: the next stream begins with all there is.
                if (StatusMapper.toException(failure, CallKind.READ, "Watch").reason()
                        == ErrorReason.REVISION_IN_FUTURE) {
                    resyncs.increment();
                }
                reader.broken(failure);
            }
        });
    }
}
