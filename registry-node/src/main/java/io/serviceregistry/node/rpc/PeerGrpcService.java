package io.serviceregistry.node.rpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.codec.CorruptLogException;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.Peers.ForwardedCommand;
import io.serviceregistry.node.replication.Peers.ForwardedOutcome;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.proto.peer.v1.CurrentTermRequest;
import io.serviceregistry.proto.peer.v1.CurrentTermResponse;
import io.serviceregistry.proto.peer.v1.ForwardRequest;
import io.serviceregistry.proto.peer.v1.ForwardResponse;
import io.serviceregistry.proto.peer.v1.Origin;
import io.serviceregistry.proto.peer.v1.PeerServiceGrpc;
import io.serviceregistry.proto.peer.v1.PeerStatusRequest;
import io.serviceregistry.proto.peer.v1.PeerStatusResponse;
import io.serviceregistry.proto.peer.v1.ReadIndexRequest;
import io.serviceregistry.proto.peer.v1.ReadIndexResponse;
import io.serviceregistry.proto.peer.v1.StateDigestRequest;
import io.serviceregistry.proto.peer.v1.StateDigestResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door for the other nodes of the cluster. What comes from another cluster is refused. */
public final class PeerGrpcService extends PeerServiceGrpc.PeerServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(PeerGrpcService.class);

    private final Cluster cluster;
    private final ConsensusView consensus;
    private final ForwardedWrites writes;
    private final ReadIndexes readIndexes;
    private final StateDigests digests;
    private final Supplier<NodeStatus> ownStatus;
    private final HeaderMapper headers;

    public PeerGrpcService(
            Cluster cluster,
            ConsensusView consensus,
            ForwardedWrites writes,
            ReadIndexes readIndexes,
            StateDigests digests,
            Supplier<NodeStatus> ownStatus) {
        this.cluster = cluster;
        this.consensus = consensus;
        this.writes = writes;
        this.readIndexes = readIndexes;
        this.digests = digests;
        this.ownStatus = ownStatus;
        this.headers = new HeaderMapper(cluster, consensus);
    }

    @Override
    public void forward(ForwardRequest request, StreamObserver<ForwardResponse> observer) {
        if (refused(request.getOrigin(), observer)) {
            return;
        }
        List<ForwardedCommand> commands = new ArrayList<>(request.getCommandsCount());
        try {
            // All of them before the first is handed on: a batch that is not understood is refused whole.
            request.getCommandsList().forEach(command -> commands.add(PeerMapper.fromSchema(command)));
        } catch (CorruptLogException e) {
            LOG.error(
                    "Refused writes forwarded by {}, which this version does not understand",
                    request.getOrigin().getNodeId(),
                    e);
            observer.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
            return;
        }
        List<CompletableFuture<ForwardedOutcome>> outcomes = new ArrayList<>(commands.size());
        commands.forEach(command -> outcomes.add(writes.submitForwarded(command)));
        answer(
                observer,
                CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0]))
                        .thenApply(all -> {
                            ForwardResponse.Builder response = ForwardResponse.newBuilder();
                            outcomes.forEach(outcome -> response.addOutcomes(PeerMapper.toSchema(outcome.join())));
                            return response.build();
                        }));
    }

    @Override
    public void readIndex(ReadIndexRequest request, StreamObserver<ReadIndexResponse> observer) {
        if (!refused(request.getOrigin(), observer)) {
            answer(
                    observer,
                    readIndexes
                            .readIndex(request.getOrigin().getNodeId(), request.getTerm())
                            .thenApply(PeerMapper::toSchema));
        }
    }

    @Override
    public void currentTerm(CurrentTermRequest request, StreamObserver<CurrentTermResponse> observer) {
        if (!refused(request.getOrigin(), observer)) {
            observer.onNext(
                    CurrentTermResponse.newBuilder().setTerm(consensus.term()).build());
            observer.onCompleted();
        }
    }

    @Override
    public void stateDigest(StateDigestRequest request, StreamObserver<StateDigestResponse> observer) {
        if (!refused(request.getOrigin(), observer)) {
            StateDigestResponse.Builder response = StateDigestResponse.newBuilder();
            digests.at(request.getLogIndex()).ifPresent(response::setDigest);
            observer.onNext(response.build());
            observer.onCompleted();
        }
    }

    @Override
    public void peerStatus(PeerStatusRequest request, StreamObserver<PeerStatusResponse> observer) {
        if (!refused(request.getOrigin(), observer)) {
            observer.onNext(PeerStatusResponse.newBuilder()
                    .setStatus(NodeStatusMapper.toSchema(ownStatus.get(), headers))
                    .build());
            observer.onCompleted();
        }
    }

    private boolean refused(Origin origin, StreamObserver<?> observer) {
        if (origin.getClusterId().equals(cluster.id())) {
            return false;
        }
        observer.onError(Status.FAILED_PRECONDITION
                .withDescription("cluster.id: " + origin.getClusterId() + " (expected: " + cluster.id() + ')')
                .asRuntimeException());
        return true;
    }

    private static <R> void answer(StreamObserver<R> observer, CompletableFuture<R> answer) {
        var unused = answer.whenComplete((response, failure) -> {
            if (failure != null) {
                LOG.error("A call of another node failed in a way that nobody expected", failure);
                observer.onError(Status.INTERNAL.asRuntimeException());
            } else {
                observer.onNext(response);
                observer.onCompleted();
            }
        });
    }
}
