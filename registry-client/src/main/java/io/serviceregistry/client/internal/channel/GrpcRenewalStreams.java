package io.serviceregistry.client.internal.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.serviceregistry.client.internal.call.Scheduler;
import io.serviceregistry.client.internal.lease.LeaseKeeper;
import io.serviceregistry.client.internal.lease.RenewalStreams;
import io.serviceregistry.client.internal.model.AnswerMapper;
import io.serviceregistry.proto.v1.ErrorReason;
import io.serviceregistry.proto.v1.KeepAliveRequest;
import io.serviceregistry.proto.v1.KeepAliveResponse;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code KeepAlive} stream for each node in use. Which stream is a node's current one is known on the scheduler's
 * thread only; what comes from a former one is dropped there.
 */
public final class GrpcRenewalStreams implements RenewalStreams {

    private static final Logger log = LoggerFactory.getLogger(GrpcRenewalStreams.class);

    private final NodeChannels channels;
    private final Scheduler scheduler;
    private final BiConsumer<String, ResponseHeader> headers;
    private final Map<String, NodeStream> streams = new HashMap<>();
    private @Nullable LeaseKeeper keeper;

    /** Streams over {@code channels}; {@code headers} hears the header of every answer and its node's address. */
    public GrpcRenewalStreams(NodeChannels channels, Scheduler scheduler, BiConsumer<String, ResponseHeader> headers) {
        this.channels = channels;
        this.scheduler = scheduler;
        this.headers = headers;
    }

    /** Whom to tell; called once, before anything is sent. */
    public void deliverTo(LeaseKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public void send(String node, long correlationId, List<Long> leaseIds) {
        NodeStream stream = streams.get(node);
        if (stream == null) {
            Channel channel = channels.channelTo(node);
            if (channel == null) {
                return; // closed: nobody waits for an answer any more
            }
            stream = new NodeStream(node);
            streams.put(node, stream);
            ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(RegistrationServiceGrpc.getKeepAliveMethod(), CallOptions.DEFAULT), stream);
        }
        stream.send(KeepAliveRequest.newBuilder()
                .setCorrelationId(correlationId)
                .addAllLeaseIds(leaseIds)
                .build());
    }

    @Override
    public void reset(String node) {
        NodeStream stream = streams.remove(node);
        if (stream != null) {
            stream.cancel();
        }
    }

    private final class NodeStream implements ClientResponseObserver<KeepAliveRequest, KeepAliveResponse> {
        private final String node;
        private @Nullable ClientCallStreamObserver<KeepAliveRequest> requests;

        NodeStream(String node) {
            this.node = node;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<KeepAliveRequest> requestStream) {
            requests = requestStream;
        }

        void send(KeepAliveRequest request) {
            if (requests != null) {
                requests.onNext(request);
            }
        }

        void cancel() {
            if (requests != null) {
                requests.cancel("silent for too long", null);
            }
        }

        @Override
        public void onNext(KeepAliveResponse answer) {
            scheduler.execute(() -> {
                if (streams.get(node) == this && keeper != null) {
                    deliver(keeper, answer);
                }
            });
        }

        @Override
        public void onError(Throwable error) {
            scheduler.execute(() -> {
                if (streams.remove(node, this) && keeper != null) {
                    log.debug("The renewal stream to {} broke: {}", node, error.toString());
                    keeper.broken(node);
                }
            });
        }

        @Override
        public void onCompleted() {
            onError(new IllegalStateException("ended by the node"));
        }

        private void deliver(LeaseKeeper to, KeepAliveResponse answer) {
            if (answer.hasHeader()) {
                headers.accept(node, answer.getHeader());
            }
            if (answer.getError() == ErrorReason.ERROR_REASON_UNSPECIFIED && answer.hasHeader()) {
                to.answered(node, answer.getCorrelationId(), AnswerMapper.outcomes(answer.getExceptionsList()));
            } else {
                log.debug("{} did not renew: {}", node, answer.getError());
                to.refused(node, answer.getCorrelationId());
            }
        }
    }
}
