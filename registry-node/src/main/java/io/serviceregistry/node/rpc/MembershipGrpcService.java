package io.serviceregistry.node.rpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.membership.AddressEntry;
import io.serviceregistry.node.membership.InviteRefusedException;
import io.serviceregistry.node.membership.Membership;
import io.serviceregistry.proto.peer.v1.ExchangeAddressesRequest;
import io.serviceregistry.proto.peer.v1.ExchangeAddressesResponse;
import io.serviceregistry.proto.peer.v1.IntroduceRequest;
import io.serviceregistry.proto.peer.v1.IntroduceResponse;
import io.serviceregistry.proto.peer.v1.InviteRequest;
import io.serviceregistry.proto.peer.v1.InviteResponse;
import io.serviceregistry.proto.peer.v1.MembershipServiceGrpc;
import io.serviceregistry.proto.peer.v1.Origin;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The door for other nodes that want to know who this one is. What comes from another cluster is refused. */
public final class MembershipGrpcService extends MembershipServiceGrpc.MembershipServiceImplBase {
    private final String clusterId;
    private final Membership membership;
    private final Supplier<? extends Collection<String>> voters;
    private final UnaryOperator<Collection<AddressEntry>> addresses;
    private final int supportedLevel;

    /**
     * The door of a node.
     *
     * @param voters the voters, while this node leads and they are not about to change; empty otherwise
     * @param addresses hears where nodes are, and tells the same
     * @param supportedLevel the highest feature level that this node understands
     */
    public MembershipGrpcService(
            String clusterId,
            Membership membership,
            Supplier<? extends Collection<String>> voters,
            UnaryOperator<Collection<AddressEntry>> addresses,
            int supportedLevel) {
        this.clusterId = clusterId;
        this.membership = membership;
        this.voters = voters;
        this.addresses = addresses;
        this.supportedLevel = supportedLevel;
    }

    @Override
    public void introduce(IntroduceRequest request, StreamObserver<IntroduceResponse> observer) {
        if (refused(request.getOrigin(), observer)) {
            return;
        }
        observer.onNext(IntroduceResponse.newBuilder()
                .setStanding(StandingMapper.toSchema(membership.standing()))
                .addAllVoters(voters.get())
                .setSupportedFeatureLevel(supportedLevel)
                .build());
        observer.onCompleted();
    }

    @Override
    public void invite(InviteRequest request, StreamObserver<InviteResponse> observer) {
        if (refused(request.getOrigin(), observer)) {
            return;
        }
        try {
            membership.accept(request.getIncarnation(), request.getFoundersMap());
        } catch (InviteRefusedException e) {
            observer.onError(
                    Status.FAILED_PRECONDITION.withDescription(e.getMessage()).asRuntimeException());
            return;
        } catch (IOException e) {
            observer.onError(Status.INTERNAL
                    .withDescription("the invitation cannot be written down: " + e.getMessage())
                    .asRuntimeException());
            return;
        }
        observer.onNext(InviteResponse.getDefaultInstance());
        observer.onCompleted();
    }

    @Override
    public void exchangeAddresses(
            ExchangeAddressesRequest request, StreamObserver<ExchangeAddressesResponse> observer) {
        if (refused(request.getOrigin(), observer)) {
            return;
        }
        Collection<AddressEntry> known = addresses.apply(AddressMapper.fromSchema(request.getEntriesList()));
        observer.onNext(ExchangeAddressesResponse.newBuilder()
                .addAllEntries(AddressMapper.toSchema(known))
                .build());
        observer.onCompleted();
    }

    private boolean refused(Origin origin, StreamObserver<?> observer) {
        if (origin.getClusterId().equals(clusterId)) {
            return false;
        }
        observer.onError(Status.FAILED_PRECONDITION
                .withDescription("cluster.id: " + origin.getClusterId() + " (expected: " + clusterId + ')')
                .asRuntimeException());
        return true;
    }
}
