package io.serviceregistry.client.internal.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.client.internal.call.Scheduler;
import io.serviceregistry.client.internal.watch.WatchStreams;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@link WatchStreams} over gRPC. A response is asked for when the one before was taken: what a busy application does not take
 * stays at the node, which knows how to bound it.
 */
public final class GrpcWatchStreams implements WatchStreams {

    private final NodeChannels channels;
    private final Scheduler scheduler;

    /** Streams over {@code channels}. */
    public GrpcWatchStreams(NodeChannels channels, Scheduler scheduler) {
        this.channels = channels;
        this.scheduler = scheduler;
    }

    @Override
    public Stream open(String node, WatchRequest request, Reader reader) {
        NodeStream stream = new NodeStream(reader);
        Channel channel = channels.channelTo(node);
        if (channel == null) {
            stream.onError(Status.CANCELLED.withDescription("client closed").asRuntimeException());
        } else {
            ClientCalls.asyncServerStreamingCall(
                    channel.newCall(DiscoveryServiceGrpc.getWatchMethod(), CallOptions.DEFAULT), request, stream);
        }
        return stream;
    }

    private final class NodeStream implements Stream, ClientResponseObserver<WatchRequest, WatchResponse> {
        private final Reader reader;
        private @Nullable ClientCallStreamObserver<WatchRequest> call;
        private boolean cancelled; // of the scheduler's thread

        NodeStream(Reader reader) {
            this.reader = reader;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> requestStream) {
            call = requestStream;
            requestStream.disableAutoRequestWithInitial(1);
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (call != null) {
                call.cancel("not wanted any more", null);
            }
        }

        @Override
        public void onNext(WatchResponse response) {
            scheduler.execute(() -> {
                if (!cancelled) {
                    reader.received(response);
                    if (call != null) {
                        call.request(1);
                    }
                }
            });
        }

        @Override
        public void onError(Throwable error) {
            scheduler.execute(() -> {
                if (!cancelled) {
                    reader.broken(
                            new AttemptFailure(Status.fromThrowable(error), Status.trailersFromThrowable(error), true));
                }
            });
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE.withDescription("ended by the node").asRuntimeException());
        }
    }
}
