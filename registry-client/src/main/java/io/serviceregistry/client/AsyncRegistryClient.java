package io.serviceregistry.client;

import io.serviceregistry.client.internal.ClientRuntime;
import io.serviceregistry.client.internal.call.RegistryCalls;
import io.serviceregistry.client.internal.model.AnswerMapper;
import io.serviceregistry.client.internal.model.RequestMapper;
import io.serviceregistry.proto.v1.AddMemberRequest;
import io.serviceregistry.proto.v1.AddMemberResponse;
import io.serviceregistry.proto.v1.ClearOverrideResponse;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.ReleaseHoldRequest;
import io.serviceregistry.proto.v1.ReleaseHoldResponse;
import io.serviceregistry.proto.v1.RemoveMemberRequest;
import io.serviceregistry.proto.v1.RemoveMemberResponse;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.SetOverrideResponse;
import io.serviceregistry.proto.v1.TransferLeadershipRequest;
import io.serviceregistry.proto.v1.TransferLeadershipResponse;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * The calls of {@link RegistryClient} with futures; what is said of a method there holds here.
 *
 * <p>No method blocks. Futures fail with a {@link RegistryException}. They complete on threads that are the client's
 * but that renewals do not need: what hangs on them may block without harm to any registration. Cancelling a future
 * ends the waiting, not the call. Thread-safe.
 */
public final class AsyncRegistryClient {

    private final ClientRuntime runtime;

    AsyncRegistryClient(ClientRuntime runtime) {
        this.runtime = runtime;
    }

    /** Registers an instance once, taking it over from a former holder. */
    public CompletableFuture<GrantedLease> register(InstanceSpec spec) {
        return register(spec, RegisterCondition.none());
    }

    /** Registers an instance once, under a condition. */
    public CompletableFuture<GrantedLease> register(InstanceSpec spec, RegisterCondition condition) {
        return calls().register(RequestMapper.register(spec, condition)).thenApply(AnswerMapper::grantedLease);
    }

    /** Renews leases, at most 10,000. */
    public CompletableFuture<Renewals> renew(Collection<Long> leaseIds) {
        RenewRequest request =
                RenewRequest.newBuilder().addAllLeaseIds(leaseIds).build();
        return calls().renew(request).thenApply(AnswerMapper::renewals);
    }

    /** Changes what an instance says of itself. */
    public CompletableFuture<UpdateAnswer> update(InstanceUpdate update) {
        return calls().update(RequestMapper.update(update)).thenApply(AnswerMapper::update);
    }

    /** Removes an instance; lease id 0 means whoever holds it. */
    public CompletableFuture<AnswerHeader> deregister(InstanceKey key, long leaseId) {
        return calls().deregister(RequestMapper.deregister(key, leaseId))
                .thenApply(DeregisterResponse::getHeader)
                .thenApply(AnswerMapper::header);
    }

    /** The instances of a service. */
    public CompletableFuture<ServiceInstances> discover(ServiceQuery query) {
        return calls().discover(RequestMapper.discover(query)).thenApply(AnswerMapper::instances);
    }

    /** One instance, in whatever status. */
    public CompletableFuture<InstanceAnswer> getInstance(InstanceKey key, ReadOptions read) {
        return calls().getInstance(RequestMapper.getInstance(key, read)).thenApply(AnswerMapper::instance);
    }

    /** A page of the services of a namespace. */
    public CompletableFuture<ServicePage> listServices(ServicesQuery query) {
        return calls().listServices(RequestMapper.listServices(query)).thenApply(AnswerMapper::services);
    }

    /** The state of any one node. */
    public CompletableFuture<NodeStatus> status() {
        return calls().status(null).thenApply(AnswerMapper::status);
    }

    /** The state of the node at an address, "host:port". */
    public CompletableFuture<NodeStatus> status(String address) {
        return calls().status(address).thenApply(AnswerMapper::status);
    }

    /** The members of the cluster. */
    public CompletableFuture<Members> listMembers() {
        return calls().listMembers().thenApply(AnswerMapper::members);
    }

    /** Sets or replaces an override. */
    public CompletableFuture<AnswerHeader> setOverride(OverrideRequest override) {
        return calls().setOverride(RequestMapper.setOverride(override))
                .thenApply(SetOverrideResponse::getHeader)
                .thenApply(AnswerMapper::header);
    }

    /** Lifts the override of an instance. */
    public CompletableFuture<AnswerHeader> clearOverride(InstanceKey key) {
        return clearOverride(OverrideScope.instance(key));
    }

    /** Lifts an override. */
    public CompletableFuture<AnswerHeader> clearOverride(OverrideScope scope) {
        return calls().clearOverride(RequestMapper.clearOverride(scope))
                .thenApply(ClearOverrideResponse::getHeader)
                .thenApply(AnswerMapper::header);
    }

    /** A page of the overrides that there are. */
    public CompletableFuture<OverridePage> listOverrides(OverridesQuery query) {
        return calls().listOverrides(RequestMapper.listOverrides(query)).thenApply(AnswerMapper::overrides);
    }

    /** Ends the storm governor's hold of a service. */
    public CompletableFuture<AnswerHeader> releaseHold(String namespace, String service) {
        return calls().releaseHold(
                        ReleaseHoldRequest.newBuilder().setNamespace(namespace).setService(service))
                .thenApply(ReleaseHoldResponse::getHeader)
                .thenApply(AnswerMapper::header);
    }

    /**
     * Adds a member: answered when it has caught up and votes. When the time is over before, it may still come to that; to ask again does
     * no harm.
     */
    public CompletableFuture<AnswerHeader> addMember(NewMember member) {
        return calls().addMember(AddMemberRequest.newBuilder()
                        .setNodeId(member.nodeId())
                        .setGrpcAddress(member.grpcAddress())
                        .setPeerAddress(member.peerAddress())
                        .setRaftAddress(member.raftAddress())
                        .setHttpAddress(member.httpAddress())
                        .build())
                .thenApply(AddMemberResponse::getHeader)
                .thenApply(AnswerMapper::header);
    }

    /** Removes a member for good. A leader hands over first and answers that it does not lead: ask again. */
    public CompletableFuture<AnswerHeader> removeMember(String nodeId) {
        return calls().removeMember(
                        RemoveMemberRequest.newBuilder().setNodeId(nodeId).build())
                .thenApply(RemoveMemberResponse::getHeader)
                .thenApply(AnswerMapper::header);
    }

    /** Hands leadership to a node, by its id; to any other node when it is empty. */
    public CompletableFuture<AnswerHeader> transferLeadership(String nodeId) {
        TransferLeadershipRequest request =
                TransferLeadershipRequest.newBuilder().setNodeId(nodeId).build();
        return calls().transferLeadership(request)
                .thenApply(TransferLeadershipResponse::getHeader)
                .thenApply(AnswerMapper::header);
    }

    private RegistryCalls calls() {
        runtime.requireOpen();
        return runtime.calls();
    }
}
