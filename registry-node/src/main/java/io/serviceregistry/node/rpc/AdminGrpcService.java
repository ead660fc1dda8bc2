package io.serviceregistry.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.codec.BackupOrigin;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.service.Administration;
import io.serviceregistry.node.service.BackupRefusedException;
import io.serviceregistry.node.service.Backups;
import io.serviceregistry.node.service.OverrideList;
import io.serviceregistry.node.service.ReadView;
import io.serviceregistry.proto.v1.AddMemberRequest;
import io.serviceregistry.proto.v1.AddMemberResponse;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.BackupRequest;
import io.serviceregistry.proto.v1.BackupResponse;
import io.serviceregistry.proto.v1.ClearOverrideRequest;
import io.serviceregistry.proto.v1.ClearOverrideResponse;
import io.serviceregistry.proto.v1.ListMembersRequest;
import io.serviceregistry.proto.v1.ListMembersResponse;
import io.serviceregistry.proto.v1.ListOverridesRequest;
import io.serviceregistry.proto.v1.ListOverridesResponse;
import io.serviceregistry.proto.v1.Member;
import io.serviceregistry.proto.v1.ReleaseHoldRequest;
import io.serviceregistry.proto.v1.ReleaseHoldResponse;
import io.serviceregistry.proto.v1.RemoveMemberRequest;
import io.serviceregistry.proto.v1.RemoveMemberResponse;
import io.serviceregistry.proto.v1.SetOverrideRequest;
import io.serviceregistry.proto.v1.SetOverrideResponse;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import io.serviceregistry.proto.v1.TransferLeadershipRequest;
import io.serviceregistry.proto.v1.TransferLeadershipResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The door of {@link Administration}. */
public final class AdminGrpcService extends AdminServiceGrpc.AdminServiceImplBase {
    private final Administration administration;
    private final OverrideList overrides;
    private final Backups backups;
    private final Cluster cluster;
    private final ConsensusView consensus;
    private final Executor backupThreads;
    private final HeaderMapper headers;

    /**
     * The door of a node.
     *
     * @param backupThreads each writes one backup; refuses one that it has no thread for
     */
    public AdminGrpcService(
            Administration administration,
            OverrideList overrides,
            Backups backups,
            Executor backupThreads,
            Cluster cluster,
            ConsensusView consensus) {
        this.administration = administration;
        this.overrides = overrides;
        this.backups = backups;
        this.backupThreads = backupThreads;
        this.cluster = cluster;
        this.consensus = consensus;
        this.headers = new HeaderMapper(cluster, consensus);
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.READ,
                () -> CompletableFuture.completedFuture(administration.status()),
                status -> NodeStatusMapper.toSchema(status, headers));
    }

    @Override
    public void listMembers(ListMembersRequest request, StreamObserver<ListMembersResponse> observer) {
        UnaryCall.answer(observer, Kind.READ, administration::members, members -> {
            ListMembersResponse.Builder response =
                    ListMembersResponse.newBuilder().setHeader(headers.of(administration.status()));
            members.forEach(member -> response.addMembers(member(member)));
            return response.build();
        });
    }

    @Override
    public void transferLeadership(
            TransferLeadershipRequest request, StreamObserver<TransferLeadershipResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> administration.transferLeadership(
                        Optional.of(request.getNodeId()).filter(nodeId -> !nodeId.isEmpty()), CallBudget.current()),
                done -> TransferLeadershipResponse.newBuilder()
                        .setHeader(headers.of(administration.status()))
                        .build());
    }

    @Override
    public void addMember(AddMemberRequest request, StreamObserver<AddMemberResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> administration.addMember(RequestMapper.member(request), CallBudget.current()),
                done -> AddMemberResponse.newBuilder()
                        .setHeader(headers.of(administration.status()))
                        .build());
    }

    @Override
    public void removeMember(RemoveMemberRequest request, StreamObserver<RemoveMemberResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> administration.removeMember(request.getNodeId(), CallBudget.current()),
                done -> RemoveMemberResponse.newBuilder()
                        .setHeader(headers.of(administration.status()))
                        .build());
    }

    @Override
    public void setOverride(SetOverrideRequest request, StreamObserver<SetOverrideResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> administration.setOverride(
                        request.hasRequestId() ? RequestMapper.request(request.getRequestId()) : null,
                        RequestMapper.scope(request),
                        RequestMapper.overrideStatus(request.getStatus(), request.getStatusValue()),
                        request.getReason(),
                        request.getOwner(),
                        request.getExpiresAfterMillis(),
                        CallBudget.current()),
                position -> SetOverrideResponse.newBuilder()
                        .setHeader(headers.of(position))
                        .build());
    }

    @Override
    public void clearOverride(ClearOverrideRequest request, StreamObserver<ClearOverrideResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> administration.clearOverride(
                        request.hasRequestId() ? RequestMapper.request(request.getRequestId()) : null,
                        RequestMapper.scope(request),
                        CallBudget.current()),
                position -> ClearOverrideResponse.newBuilder()
                        .setHeader(headers.of(position))
                        .build());
    }

    @Override
    public void listOverrides(ListOverridesRequest request, StreamObserver<ListOverridesResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.READ,
                () -> overrides.page(
                        request.getNamespace(),
                        Integer.toUnsignedLong(request.getPageSize()),
                        request.getPageToken(),
                        RequestMapper.read(request.getRead()),
                        CallBudget.current()),
                page -> ListOverridesResponse.newBuilder()
                        .setHeader(headers.of(page.from()))
                        .addAllOverrides(page.overrides().stream()
                                .map(InstanceMapper::override)
                                .toList())
                        .setNextPageToken(page.nextPageToken())
                        .build());
    }

    @Override
    public void releaseHold(ReleaseHoldRequest request, StreamObserver<ReleaseHoldResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.WRITE,
                () -> administration.releaseHold(
                        request.hasRequestId() ? RequestMapper.request(request.getRequestId()) : null,
                        new ServiceKey(request.getNamespace(), request.getService()),
                        CallBudget.current()),
                position -> ReleaseHoldResponse.newBuilder()
                        .setHeader(headers.of(position))
                        .build());
    }

    @Override
    public void backup(BackupRequest request, StreamObserver<BackupResponse> observer) {
        BackupStream stream = BackupStream.to((ServerCallStreamObserver<BackupResponse>) observer);
        try {
            var unused = backups.state(RequestMapper.read(request.getRead()), CallBudget.start())
                    .whenComplete((from, failure) -> {
                        if (failure == null) {
                            write(stream, from);
                        } else {
                            stream.fail(failure);
                        }
                    });
        } catch (RuntimeException e) {
            stream.fail(e);
        }
    }

    private void write(BackupStream stream, ReadView from) {
        List<String> peerAddresses = cluster.members().stream()
                .map(member -> member.peer().toString())
                .toList();
        BackupOrigin origin = new BackupOrigin(
                cluster.id(), consensus.nodeId(), backups.version(), backups.wallMillis(), peerAddresses);
        try {
            backupThreads.execute(() -> stream.write(from.view(), origin, headers.of(from)));
        } catch (RejectedExecutionException e) {
            stream.fail(new BackupRefusedException("as many backups as may be are under way on this node"));
        }
    }

    private Member member(Administration.Member member) {
        MemberConfig config = member.config();
        Member.Builder mapped = Member.newBuilder()
                .setNodeId(config.id())
                .setGrpcAddress(config.grpc().toString())
                .setPeerAddress(config.peer().toString())
                .setRaftAddress(config.raft().toString())
                .setHttpAddress(config.httpAddress().map(Address::toString).orElse(""))
                .setVoter(member.voter());
        member.status().ifPresent(status -> mapped.setStatus(NodeStatusMapper.toSchema(status, headers)));
        return mapped.build();
    }
}
