package io.serviceregistry.client.internal.call;

import io.serviceregistry.proto.v1.AddMemberRequest;
import io.serviceregistry.proto.v1.AddMemberResponse;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.ClearOverrideRequest;
import io.serviceregistry.proto.v1.ClearOverrideResponse;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.ListMembersRequest;
import io.serviceregistry.proto.v1.ListMembersResponse;
import io.serviceregistry.proto.v1.ListOverridesRequest;
import io.serviceregistry.proto.v1.ListOverridesResponse;
import io.serviceregistry.proto.v1.ListServicesRequest;
import io.serviceregistry.proto.v1.ListServicesResponse;
import io.serviceregistry.proto.v1.ReadOptions;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.ReleaseHoldRequest;
import io.serviceregistry.proto.v1.ReleaseHoldResponse;
import io.serviceregistry.proto.v1.RemoveMemberRequest;
import io.serviceregistry.proto.v1.RemoveMemberResponse;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.SetOverrideRequest;
import io.serviceregistry.proto.v1.SetOverrideResponse;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import io.serviceregistry.proto.v1.TransferLeadershipRequest;
import io.serviceregistry.proto.v1.TransferLeadershipResponse;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.UpdateResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Every method of the registry as a call in the types of the wire, each with what a second attempt of it could do.
 * Requests that need an id get one here; those that come with one keep it.
 *
 * <p>Thread-safe. Futures fail with {@link io.serviceregistry.client.RegistryException}.
 */
public final class RegistryCalls implements RegistrationCalls {

    private final Caller caller;
    private final RequestIds ids;
    private final StampSource stamps;
    private final Duration deadline;
    private final Duration attemptTimeout;

    /** Calls through {@code caller}, each within {@code deadline}, each attempt within {@code attemptTimeout}. */
    public RegistryCalls(Caller caller, RequestIds ids, Duration deadline, Duration attemptTimeout) {
        this.caller = caller;
        this.ids = ids;
        this.stamps = new StampSource(caller);
        this.deadline = deadline;
        this.attemptTimeout = attemptTimeout;
    }

    /** Registers under an id of its own. */
    public CompletableFuture<RegisterResponse> register(RegisterRequest.Builder request) {
        return identified((id, limits) -> send(register(request.setRequestId(id).build()), limits));
    }

    @Override
    public CompletableFuture<RegisterResponse> registerAs(RegisterRequest request) {
        return send(register(request), limits());
    }

    /** Renews; repeating it is harmless, so it needs no id. */
    public CompletableFuture<RenewResponse> renew(RenewRequest request) {
        return send(
                new Call<>(
                        RegistrationServiceGrpc.getRenewMethod(),
                        request,
                        CallKind.REPEATABLE_WRITE,
                        RenewResponse::getHeader),
                limits());
    }

    /** Updates under an id of its own. */
    public CompletableFuture<UpdateResponse> update(UpdateRequest.Builder request) {
        return identified((id, limits) -> send(update(request.setRequestId(id).build()), limits));
    }

    @Override
    public CompletableFuture<UpdateResponse> updateAs(UpdateRequest request) {
        return send(update(request), limits());
    }

    @Override
    public CompletableFuture<DeregisterResponse> deregister(DeregisterRequest.Builder request) {
        return identified((id, limits) -> send(
                new Call<>(
                        RegistrationServiceGrpc.getDeregisterMethod(),
                        request.setRequestId(id).build(),
                        CallKind.REPEATABLE_WRITE,
                        DeregisterResponse::getHeader),
                limits));
    }

    /** The instances of a service. */
    public CompletableFuture<DiscoverResponse> discover(DiscoverRequest request) {
        Call<DiscoverRequest, DiscoverResponse> call = new Call<>(
                DiscoveryServiceGrpc.getDiscoverMethod(), request, CallKind.READ, DiscoverResponse::getHeader);
        return send(call.upToDateIf(answer -> isLinearizable(request.getRead())), limits());
    }

    @Override
    public CompletableFuture<GetInstanceResponse> getInstance(GetInstanceRequest request) {
        Call<GetInstanceRequest, GetInstanceResponse> call = new Call<>(
                DiscoveryServiceGrpc.getGetInstanceMethod(), request, CallKind.READ, GetInstanceResponse::getHeader);
        return send(call.upToDateIf(answer -> isLinearizable(request.getRead())), limits());
    }

    /** A page of the services of a namespace. */
    public CompletableFuture<ListServicesResponse> listServices(ListServicesRequest request) {
        Call<ListServicesRequest, ListServicesResponse> call = new Call<>(
                DiscoveryServiceGrpc.getListServicesMethod(), request, CallKind.READ, ListServicesResponse::getHeader);
        return send(call.upToDateIf(answer -> isLinearizable(request.getRead())), limits());
    }

    /** The state of one node; of any node when {@code address} is null. */
    public CompletableFuture<StatusResponse> status(@Nullable String address) {
        Call<StatusRequest, StatusResponse> call = StampSource.statusCall();
        return send(address == null ? call : call.pinnedTo(address), limits());
    }

    /** The members of the cluster. */
    public CompletableFuture<ListMembersResponse> listMembers() {
        Call<ListMembersRequest, ListMembersResponse> call = new Call<>(
                AdminServiceGrpc.getListMembersMethod(),
                ListMembersRequest.getDefaultInstance(),
                CallKind.READ,
                ListMembersResponse::getHeader);
        return send(call.upToDateIf(answer -> false), limits());
    }

    /** Adds a member; doing so again does nothing. One attempt may take the whole call. */
    public CompletableFuture<AddMemberResponse> addMember(AddMemberRequest request) {
        return atLength(new Call<>(
                AdminServiceGrpc.getAddMemberMethod(),
                request,
                CallKind.REPEATABLE_WRITE,
                AddMemberResponse::getHeader));
    }

    /** Removes a member; not repeated once it may have been done. One attempt may take the whole call. */
    public CompletableFuture<RemoveMemberResponse> removeMember(RemoveMemberRequest request) {
        return atLength(new Call<>(
                AdminServiceGrpc.getRemoveMemberMethod(),
                request,
                CallKind.SINGLE_WRITE,
                RemoveMemberResponse::getHeader));
    }

    /** Hands leadership over; carries no id, so it is not repeated once it may have been done. */
    public CompletableFuture<TransferLeadershipResponse> transferLeadership(TransferLeadershipRequest request) {
        Call<TransferLeadershipRequest, TransferLeadershipResponse> call = new Call<>(
                AdminServiceGrpc.getTransferLeadershipMethod(),
                request,
                CallKind.SINGLE_WRITE,
                TransferLeadershipResponse::getHeader);
        return atLength(call);
    }

    /** One attempt may take the whole call: an election is slower than a write. */
    private <Q, R> CompletableFuture<R> atLength(Call<Q, R> call) {
        CallLimits limits = limits();
        return caller.call(call, new CallLimits(limits.deadlineAtNanos(), deadline.toNanos()));
    }

    /** Sets an override under an id of its own. */
    public CompletableFuture<SetOverrideResponse> setOverride(SetOverrideRequest.Builder request) {
        return identified((id, limits) -> send(
                new Call<>(
                        AdminServiceGrpc.getSetOverrideMethod(),
                        request.setRequestId(id).build(),
                        CallKind.REPEATABLE_WRITE,
                        SetOverrideResponse::getHeader),
                limits));
    }

    /** Lifts an override under an id of its own. */
    public CompletableFuture<ClearOverrideResponse> clearOverride(ClearOverrideRequest.Builder request) {
        return identified((id, limits) -> send(
                new Call<>(
                        AdminServiceGrpc.getClearOverrideMethod(),
                        request.setRequestId(id).build(),
                        CallKind.REPEATABLE_WRITE,
                        ClearOverrideResponse::getHeader),
                limits));
    }

    /** A page of overrides. */
    public CompletableFuture<ListOverridesResponse> listOverrides(ListOverridesRequest request) {
        Call<ListOverridesRequest, ListOverridesResponse> call = new Call<>(
                AdminServiceGrpc.getListOverridesMethod(), request, CallKind.READ, ListOverridesResponse::getHeader);
        return send(call.upToDateIf(answer -> isLinearizable(request.getRead())), limits());
    }

    /** Ends a hold under an id of its own. */
    public CompletableFuture<ReleaseHoldResponse> releaseHold(ReleaseHoldRequest.Builder request) {
        return identified((id, limits) -> send(
                new Call<>(
                        AdminServiceGrpc.getReleaseHoldMethod(),
                        request.setRequestId(id).build(),
                        CallKind.REPEATABLE_WRITE,
                        ReleaseHoldResponse::getHeader),
                limits));
    }

    @Override
    public CompletableFuture<RequestId> nextId() {
        return stamps.stamp(limits()).thenApply(ids::next);
    }

    @Override
    public void answered(RequestId id) {
        ids.answered(id);
    }

    private interface Identified<R> {
        CompletableFuture<R> send(RequestId id, CallLimits limits);
    }

    private <R> CompletableFuture<R> identified(Identified<R> request) {
        CallLimits limits = limits(); // the deadline covers the learning of the registry time
        return stamps.stamp(limits).thenCompose(stampMillis -> {
            RequestId id = ids.next(stampMillis);
            return request.send(id, limits).whenComplete((answer, error) -> ids.answered(id));
        });
    }

    private <Q, R> CompletableFuture<R> send(Call<Q, R> call, CallLimits limits) {
        return caller.call(call, limits);
    }

    private CallLimits limits() {
        return new CallLimits(caller.nowNanos() + deadline.toNanos(), attemptTimeout.toNanos());
    }

    private static Call<RegisterRequest, RegisterResponse> register(RegisterRequest request) {
        return new Call<>(
                RegistrationServiceGrpc.getRegisterMethod(),
                request,
                CallKind.REPEATABLE_WRITE,
                RegisterResponse::getHeader);
    }

    private static Call<UpdateRequest, UpdateResponse> update(UpdateRequest request) {
        return new Call<>(
                RegistrationServiceGrpc.getUpdateMethod(),
                request,
                CallKind.REPEATABLE_WRITE,
                UpdateResponse::getHeader);
    }

    private static boolean isLinearizable(ReadOptions read) {
        Consistency consistency = read.getConsistency();
        return consistency == Consistency.CONSISTENCY_LINEARIZABLE
                || consistency == Consistency.CONSISTENCY_UNSPECIFIED;
    }
}
