package io.serviceregistry.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.service.AdmissionControl;
import io.serviceregistry.node.service.Registrations;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.KeepAliveRequest;
import io.serviceregistry.proto.v1.KeepAliveResponse;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.UpdateResponse;

/** The door of {@link Registrations}. */
public final class RegistrationGrpcService extends RegistrationServiceGrpc.RegistrationServiceImplBase {
    private final Registrations registrations;
    private final HeaderMapper headers;
    private final KeepAliveStreams streams = new KeepAliveStreams();

    /** The door; its streams end when {@code admission} stops. */
    public RegistrationGrpcService(
            Registrations registrations, AdmissionControl admission, Cluster cluster, ConsensusView consensus) {
        this.registrations = registrations;
        admission.whenStopping(() -> streams.endAll(AdmissionControl.stopping()));
        this.headers = new HeaderMapper(cluster, consensus);
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> registrations.register(
                        request.hasRequestId() ? RequestMapper.request(request.getRequestId()) : null,
                        RequestMapper.instance(request),
                        RequestMapper.condition(request),
                        request.getPreviousLeaseId(),
                        CallBudget.current()),
                registered -> RegisterResponse.newBuilder()
                        .setHeader(headers.of(registered.position()))
                        .setLeaseId(registered.leaseId())
                        .setTtlMillis(registered.ttlMillis())
                        .build());
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<RenewResponse> observer) {
        long[] leaseIds = RequestMapper.leaseIds(request.getLeaseIdsList());
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> registrations.renew(leaseIds),
                renewed -> RenewResponse.newBuilder()
                        .setHeader(headers.of(renewed.position()))
                        .addAllRenewals(RenewalMapper.all(leaseIds, renewed.exceptions()))
                        .build());
    }

    @Override
    public StreamObserver<KeepAliveRequest> keepAlive(StreamObserver<KeepAliveResponse> observer) {
        return KeepAliveStream.open(
                (ServerCallStreamObserver<KeepAliveResponse>) observer, registrations, headers, streams);
    }

    @Override
    public void update(UpdateRequest request, StreamObserver<UpdateResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> registrations.update(
                        request.hasRequestId() ? RequestMapper.request(request.getRequestId()) : null,
                        RequestMapper.update(request),
                        CallBudget.current()),
                updated -> UpdateResponse.newBuilder()
                        .setHeader(headers.of(updated.position()))
                        .setModifiedRevision(updated.modifiedRevision())
                        .build());
    }

    @Override
    public void deregister(DeregisterRequest request, StreamObserver<DeregisterResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> registrations.deregister(
                        request.hasRequestId() ? RequestMapper.request(request.getRequestId()) : null,
                        RequestMapper.key("key", request.hasKey(), request.getKey()),
                        request.getLeaseId(),
                        CallBudget.current()),
                position -> DeregisterResponse.newBuilder()
                        .setHeader(headers.of(position))
                        .build());
    }
}
