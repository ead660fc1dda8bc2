package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.door.PortInUseException;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.NoQuorumException;
import io.serviceregistry.proto.v1.Check;
import io.serviceregistry.proto.v1.CheckStatus;
import io.serviceregistry.proto.v1.Checks;
import io.serviceregistry.proto.v1.ClearOverrideRequest;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.EmptyReason;
import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.KeepAliveRequest;
import io.serviceregistry.proto.v1.KeepAliveResponse;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.ListMembersRequest;
import io.serviceregistry.proto.v1.ListServicesRequest;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.ReadOptions;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewalStatus;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.SetOverrideRequest;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import io.serviceregistry.proto.v1.TransferLeadershipRequest;
import io.serviceregistry.proto.v1.UpdateRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls over real sockets, with a log of one node behind the ports. */
class GrpcDoorTest {
    private static final InstanceKey KEY =
            InstanceKey.newBuilder().setService("payments").setInstanceId("i-1").build();
    private static final InstanceKey FULL_KEY =
            KEY.toBuilder().setNamespace("default").build();

    private Door door;

    @BeforeEach
    void open() throws Exception {
        door = Door.open();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void everythingAnOwnerSaysComesBack() {
        InstanceSpec spec = InstanceSpec.newBuilder()
                .setKey(FULL_KEY)
                .addEndpoints(Endpoint.newBuilder().setName("http").setUri("http://10.0.0.7:8080"))
                .addEndpoints(Endpoint.newBuilder().setName("admin").setUri("http://10.0.0.7:8081"))
                .putMetadata("version", "1.2")
                .addTags("blue")
                .addTags("green")
                .setZone("zone-a")
                .setWeight(7)
                .setStatus(ReportedStatus.REPORTED_STATUS_STARTING)
                .addChecks(Check.newBuilder()
                        .setName("disk")
                        .setStatus(CheckStatus.CHECK_STATUS_WARNING)
                        .setOutput("91 %"))
                .setLease(LeasePolicy.newBuilder().setTtlMillis(3_000).setNeverRemove(true))
                .build();
        RegisterResponse registered = door.registration()
                .register(RegisterRequest.newBuilder().setInstance(spec).build());

        Instance instance = door.discovery()
                .getInstance(GetInstanceRequest.newBuilder().setKey(KEY).build())
                .getInstance();
        assertThat(instance.getSpec()).isEqualTo(spec);
        assertThat(instance.getLeaseId()).isEqualTo(registered.getLeaseId());
        assertThat(instance.getStatus()).isEqualTo(EffectiveStatus.EFFECTIVE_STATUS_STARTING);
        assertThat(instance.getLeaseRemainingMillis()).isEqualTo(3_000);
        assertThat(instance.getModifiedRevision())
                .isEqualTo(registered.getHeader().getRevision());
        assertThat(registered.getTtlMillis()).isEqualTo(3_000);
    }

    @Test
    void headerSaysWhereAnAnswerComesFromAndWhichStateItIs() {
        RegisterResponse registered = register();
        assertThat(registered.getHeader().getClusterId()).isEqualTo("local");
        assertThat(registered.getHeader().getNodeId()).isEqualTo("n1");
        assertThat(registered.getHeader().getRole()).isEqualTo(NodeRole.NODE_ROLE_LEADER);
        assertThat(registered.getHeader().getLeaderId()).isEqualTo("n1");
        assertThat(registered.getHeader().getLeaderAddress()).isEqualTo("10.0.0.1:1");
        CatalogView view = door.log.views().current();
        assertThat(registered.getHeader().getRevision()).isEqualTo(view.image().revision());
        assertThat(registered.getHeader().getLogIndex()).isEqualTo(view.image().logIndex());

        DiscoverResponse linearizable = door.discovery().discover(discover(Consistency.CONSISTENCY_LINEARIZABLE));
        assertThat(linearizable.getHeader().hasAgeMillis()).isFalse();
        assertThat(linearizable.getHeader().getRegistryTimeMillis())
                .isEqualTo(view.image().timeMillis());
        DiscoverResponse local = door.discovery().discover(discover(Consistency.CONSISTENCY_LOCAL));
        assertThat(local.getHeader().getAgeMillis()).isEqualTo(250);
        door.ageMillis = OptionalLong.empty();
        assertThat(door.discovery()
                        .discover(discover(Consistency.CONSISTENCY_LOCAL))
                        .getHeader()
                        .hasAgeMillis())
                .isFalse();
    }

    @Test
    void renewalsAreAnsweredInTheOrderAsked() {
        long leaseId = register().getLeaseId();
        register();
        var renewals = door.registration()
                .renew(RenewRequest.newBuilder()
                        .addLeaseIds(99)
                        .addLeaseIds(leaseId + 1)
                        .addLeaseIds(leaseId)
                        .build())
                .getRenewalsList();
        assertThat(renewals)
                .extracting(renewal -> renewal.getStatus())
                .containsExactly(
                        RenewalStatus.RENEWAL_STATUS_UNKNOWN,
                        RenewalStatus.RENEWAL_STATUS_RENEWED,
                        RenewalStatus.RENEWAL_STATUS_REPLACED);
    }

    @Test
    void updateChangesWhatIsGivenAndLeavesTheRest() {
        long leaseId = register().getLeaseId();
        door.registration()
                .update(UpdateRequest.newBuilder()
                        .setKey(KEY)
                        .setLeaseId(leaseId)
                        .setStatus(ReportedStatus.REPORTED_STATUS_DRAINING)
                        .setChecks(Checks.getDefaultInstance())
                        .build());
        UpdateInstance command = (UpdateInstance) door.log.lastCommand();
        assertThat(command.checks()).as("present, and empty").isEmpty();
        assertThat(command.metadata()).as("absent").isNull();
        assertThat(door.log.last().lane()).isEqualTo(Lane.LEAVE);

        DiscoverResponse answer = door.discovery().discover(discover(Consistency.CONSISTENCY_UNSPECIFIED));
        assertThat(answer.getEmptyReason()).isEqualTo(EmptyReason.EMPTY_REASON_ALL_DRAINING);
        assertThat(answer.getTotal()).isEqualTo(1);
    }

    @Test
    void thePreferredZoneComesFirstAndSpillsOver() {
        registerIn("i-1", "a");
        registerIn("i-2", "b");
        DiscoverRequest near = DiscoverRequest.newBuilder()
                .setService("payments")
                .setPreferredZone("a")
                .build();
        DiscoverResponse enough = door.discovery().discover(near);
        assertThat(enough.getInstancesList()).extracting(GrpcDoorTest::id).containsExactly("i-1");
        assertThat(enough.getInstances(0).getSpec().getWeight()).isEqualTo(100);
        assertThat(enough.getSpilledOver()).isFalse();
        assertThat(enough.getTotal()).isEqualTo(2);

        DiscoverResponse tooFew =
                door.discovery().discover(near.toBuilder().setMinInZone(2).build());
        assertThat(tooFew.getInstancesList()).extracting(GrpcDoorTest::id).containsExactly("i-1", "i-2");
        assertThat(tooFew.getSpilledOver()).isTrue();
    }

    @Test
    void limitedAnswersSayWhatTheyLeaveOutAndGoOn() {
        List.of("i-3", "i-1", "i-2").forEach(id -> registerIn(id, ""));
        DiscoverRequest two =
                DiscoverRequest.newBuilder().setService("payments").setLimit(2).build();
        DiscoverResponse first = door.discovery().discover(two);
        assertThat(first.getInstancesList()).extracting(GrpcDoorTest::id).containsExactly("i-1", "i-2");
        assertThat(first.getMatching()).isEqualTo(3);
        assertThat(first.getNextPageToken()).isNotEmpty();

        DiscoverRequest goOn =
                two.toBuilder().setPageToken(first.getNextPageToken()).build();
        DiscoverResponse second = door.discovery().discover(goOn);
        assertThat(second.getInstancesList()).extracting(GrpcDoorTest::id).containsExactly("i-3");
        assertThat(second.getMatching()).isEqualTo(3);
        assertThat(second.getNextPageToken()).isEmpty();
        registerIn("i-4", "");
        assertThat(door.discovery()
                        .discover(goOn.toBuilder().setLimit(0).build())
                        .getInstancesList())
                .as("all that are left, and of the newest revision")
                .extracting(GrpcDoorTest::id)
                .containsExactly("i-3", "i-4");

        Throwable thrown = catchThrowable(() ->
                door.discovery().discover(goOn.toBuilder().setSelector("blue").build()));
        assertThat(Errors.info(thrown).getReason()).isEqualTo("INVALID_PAGE_TOKEN");
        assertThat(thrown).hasMessageContaining("for this service, filter, selector and preferred zone");
    }

    @Test
    void leaseStateIsLeftOutOnRequestAndNothingElse() {
        long leaseId = register().getLeaseId();
        door.registration().renew(RenewRequest.newBuilder().addLeaseIds(leaseId).build());
        DiscoverRequest request =
                DiscoverRequest.newBuilder().setService("payments").build();
        DiscoverResponse with = door.discovery().discover(request);
        assertThat(with.getInstances(0).getRenewals()).isEqualTo(1);
        assertThat(with.getInstances(0).getLeaseRemainingMillis()).isPositive();

        DiscoverResponse without = door.discovery()
                .discover(request.toBuilder().setWithoutLeaseState(true).build());
        assertThat(without)
                .isEqualTo(with.toBuilder()
                        .setInstances(
                                0,
                                with.getInstances(0).toBuilder().clearRenewals().clearLeaseRemainingMillis())
                        .build());
    }

    @Test
    void anEmptyLastPageIsNoEmptyAnswer() {
        List.of("i-1", "i-2").forEach(id -> registerIn(id, ""));
        DiscoverRequest one =
                DiscoverRequest.newBuilder().setService("payments").setLimit(1).build();
        String token = door.discovery().discover(one).getNextPageToken();
        deregister("i-2");
        DiscoverRequest goOn = one.toBuilder().setPageToken(token).build();
        DiscoverResponse last = door.discovery().discover(goOn);
        assertThat(last.getInstancesList()).isEmpty();
        assertThat(last.getEmptyReason()).isEqualTo(EmptyReason.EMPTY_REASON_UNSPECIFIED);
        assertThat(last.getMatching()).isEqualTo(1);
        assertThat(last.getNextPageToken()).isEmpty();

        deregister("i-1");
        assertThat(door.discovery().discover(goOn).getEmptyReason())
                .as("now nothing matches on any page")
                .isEqualTo(EmptyReason.EMPTY_REASON_NO_SUCH_SERVICE);
    }

    @Test
    void deregisteredInstanceIsNotFound() {
        long leaseId = register().getLeaseId();
        door.registration()
                .deregister(DeregisterRequest.newBuilder()
                        .setKey(KEY)
                        .setLeaseId(leaseId)
                        .build());
        Throwable thrown = catchThrowable(() -> door.discovery()
                .getInstance(GetInstanceRequest.newBuilder().setKey(KEY).build()));
        assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(Errors.info(thrown).getReason()).isEqualTo("INSTANCE_NOT_FOUND");
        assertThat(door.discovery()
                        .discover(discover(Consistency.CONSISTENCY_UNSPECIFIED))
                        .getEmptyReason())
                .isEqualTo(EmptyReason.EMPTY_REASON_NO_SUCH_SERVICE);
    }

    @Test
    void overrideLowersTheStatusUntilItIsLifted() {
        register();
        door.admin()
                .setOverride(SetOverrideRequest.newBuilder()
                        .setKey(KEY)
                        .setStatus(EffectiveStatus.EFFECTIVE_STATUS_OUT_OF_SERVICE)
                        .setReason("maintenance")
                        .setOwner("operator")
                        .build());
        Instance lowered = instance();
        assertThat(lowered.getStatus()).isEqualTo(EffectiveStatus.EFFECTIVE_STATUS_OUT_OF_SERVICE);
        assertThat(lowered.getOverride().getReason()).isEqualTo("maintenance");
        assertThat(door.log.last().lane()).isEqualTo(Lane.LEAVE);

        door.admin().clearOverride(ClearOverrideRequest.newBuilder().setKey(KEY).build());
        assertThat(instance().hasOverride()).isFalse();
    }

    @Test
    void pageTokenThatWasTamperedWithIsRefused() {
        for (int i = 0; i < 3; i++) {
            String path = "s-" + i + "/i";
            door.log.change(registry -> registry.register(path));
        }
        var page = door.discovery()
                .listServices(ListServicesRequest.newBuilder().setPageSize(2).build());
        assertThat(page.getServicesList())
                .extracting(service -> service.getService())
                .containsExactly("s-0", "s-1");
        String token = page.getNextPageToken();
        Throwable thrown = catchThrowable(() -> door.discovery()
                .listServices(ListServicesRequest.newBuilder()
                        .setPageToken(token.substring(1))
                        .build()));
        assertThat(Errors.info(thrown).getReason()).isEqualTo("INVALID_PAGE_TOKEN");
        assertThat(door.discovery()
                        .listServices(ListServicesRequest.newBuilder()
                                .setPageToken(token)
                                .build())
                        .getServicesList())
                .extracting(service -> service.getService())
                .containsExactly("s-2");
    }

    @Test
    void statusIsAnsweredInWhateverStateTheNodeIs() {
        door.readiness.notReady(Optional.of("catching up"));
        door.admission.stop();
        StatusResponse status = door.admin().status(StatusRequest.getDefaultInstance());
        assertThat(status.getReady()).isFalse();
        assertThat(status.getNotReadyReason()).isEqualTo("catching up");
        assertThat(status.getStateDigest()).isEqualTo("0000000000000abc");
        assertThat(NodeStatusMapper.fromSchema(status)).isEqualTo(door.status());

        var members = door.admin()
                .listMembers(ListMembersRequest.getDefaultInstance())
                .getMembersList();
        assertThat(members).extracting(member -> member.getNodeId()).containsExactly("n1", "n2");
        assertThat(members).extracting(member -> member.hasStatus()).containsExactly(true, false);
        assertThat(members).extracting(member -> member.getVoter()).containsExactly(true, false);
        assertThat(members.get(1).getRaftAddress()).isEqualTo("10.0.0.2:3");
    }

    @Test
    void leadershipGoesToTheNodeNamedOrToAnyOther() {
        door.admin()
                .transferLeadership(
                        TransferLeadershipRequest.newBuilder().setNodeId("n2").build());
        door.admin().transferLeadership(TransferLeadershipRequest.getDefaultInstance());
        assertThat(door.control.transfers).containsExactly(Optional.of("n2"), Optional.empty());
    }

    @Test
    void nodeThatHasNotCaughtUpSaysNotReady() {
        door.readiness.notReady(Optional.of("12 entries behind"));
        for (Consistency consistency : List.of(
                Consistency.CONSISTENCY_LINEARIZABLE,
                Consistency.CONSISTENCY_AT_LEAST,
                Consistency.CONSISTENCY_LOCAL)) {
            Throwable thrown = catchThrowable(() -> door.discovery().discover(discover(consistency)));
            assertThat(Errors.info(thrown).getReason()).isEqualTo("NOT_READY");
            assertThat(thrown).hasMessageContaining("12 entries behind");
        }
    }

    @Test
    void readWithoutAMajoritySaysSo() {
        door.barrier = CompletableFuture.failedFuture(new NoQuorumException("nobody answers"));
        Throwable thrown =
                catchThrowable(() -> door.discovery().discover(discover(Consistency.CONSISTENCY_LINEARIZABLE)));
        assertThat(Errors.info(thrown).getReason()).isEqualTo("NO_QUORUM");
        assertThat(door.discovery()
                        .discover(discover(Consistency.CONSISTENCY_LOCAL))
                        .getEmptyReason())
                .isEqualTo(EmptyReason.EMPTY_REASON_NO_SUCH_SERVICE);
    }

    @Test
    void lostOutcomeIsSaidToBeIndeterminate() {
        door.log.failWith(new IndeterminateOutcomeException("the leader did not answer"));
        Throwable thrown = catchThrowable(this::register);
        assertThat(Errors.info(thrown).getReason()).isEqualTo("INDETERMINATE");
        assertThat(Errors.info(thrown).getMetadataMap()).isEqualTo(Map.of("outcome", "indeterminate"));
    }

    @Test
    void deadlineOfTheCallBoundsItsBudget() {
        door.registration()
                .withDeadlineAfter(2, TimeUnit.SECONDS)
                .register(RegisterRequest.newBuilder()
                        .setInstance(InstanceSpec.newBuilder().setKey(KEY))
                        .build());
        assertThat(door.log.last().budget()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_900));
        assertThat(CallBudget.of(200)).isEqualTo(Duration.ofMillis(180));
        assertThat(CallBudget.of(86_400_000)).isEqualTo(Duration.ofSeconds(30));
        assertThat(CallBudget.of(-5)).isZero();

        door.discovery().withDeadline(null).discover(discover(Consistency.CONSISTENCY_LINEARIZABLE));
        assertThat(door.lastReadBudget).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void requestThatIsTooLargeIsRefusedClearly() {
        RegisterRequest large = RegisterRequest.newBuilder()
                .setInstance(InstanceSpec.newBuilder().setKey(KEY).putMetadata("a", "x".repeat(1 << 20)))
                .build();
        Throwable thrown = catchThrowable(() -> door.registration().register(large));
        assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(thrown).hasMessageContaining("1048576");
        assertThat(door.log.submitted()).isEmpty();
        assertThat(register().getLeaseId()).as("the connection goes on").isEqualTo(1);
    }

    @Test
    void healthFollowsWhetherTheNodeServes() {
        assertThat(health("")).isEqualTo(ServingStatus.NOT_SERVING);
        door.servers.serving(true);
        for (String service : List.of(
                "", "registry.v1.RegistrationService", "registry.v1.DiscoveryService", "registry.v1.AdminService")) {
            assertThat(health(service)).as(service).isEqualTo(ServingStatus.SERVING);
        }
        door.servers.serving(false);
        assertThat(health("registry.v1.DiscoveryService")).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void reflectionNamesTheServices() {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> reflection = ServerReflectionGrpc.newStub(door.channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        reflection.onNext(
                ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(answer.orTimeout(10, TimeUnit.SECONDS)
                        .join()
                        .getListServicesResponse()
                        .getServiceList())
                .extracting(service -> service.getName())
                .contains(
                        "registry.v1.RegistrationService",
                        "registry.v1.DiscoveryService",
                        "registry.v1.AdminService",
                        "grpc.health.v1.Health")
                .doesNotContain("registry.peer.v1.PeerService");
        reflection.onCompleted();
    }

    @Test
    void drainedNodeRefusesNewCallsAndEndsThoseUnderWay() throws Exception {
        door.barrier = new CompletableFuture<>();
        CompletableFuture<Throwable> underWay = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> door.discovery().discover(discover(Consistency.CONSISTENCY_UNSPECIFIED))));
        await().untilAsserted(() -> assertThat(door.lastReadBudget).isPositive());

        door.servers.drain(Duration.ofMillis(100));
        assertThat(Status.fromThrowable(Objects.requireNonNull(underWay.join())).getCode())
                .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
        assertThatThrownBy(() -> register())
                .satisfies(thrown ->
                        assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    @Test
    void aStreamOfRenewalsDoesNotHoldUpANodeThatStops() {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        CompletableFuture<KeepAliveResponse> answered = new CompletableFuture<>();
        StreamObserver<KeepAliveRequest> renewals = RegistrationServiceGrpc.newStub(door.channel)
                .keepAlive(new StreamObserver<>() {
                    @Override
                    public void onNext(KeepAliveResponse answer) {
                        answered.complete(answer);
                    }

                    @Override
                    public void onError(Throwable thrown) {
                        ended.complete(thrown);
                    }

                    @Override
                    public void onCompleted() {
                        ended.complete(new IllegalStateException("ended without a reason"));
                    }
                });
        renewals.onNext(KeepAliveRequest.newBuilder().addLeaseIds(1).build());
        await().until(answered::isDone);

        await().until(door.drained()::isDone);
        assertThat(Errors.info(ended.join()).getReason()).isEqualTo("STOPPING");
    }

    @Test
    void busyPortIsNamedWithItsKey() throws Exception {
        GrpcServers second = new GrpcServers(
                Door.loopback("cluster.members[1].grpc", door.servers.clientPort()),
                List.of(),
                Door.loopback("cluster.members[1].peer", 0),
                List.of(new PeerGrpcService(
                        Door.CLUSTER,
                        door.consensus,
                        command -> CompletableFuture.failedFuture(new IllegalStateException()),
                        (caller, term) -> CompletableFuture.failedFuture(new IllegalStateException()),
                        index -> OptionalLong.empty(),
                        door::status)),
                Door.LIMITS,
                door.admission,
                Runnable::run);
        try {
            assertThatThrownBy(second::startClients)
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageStartingWith("cluster.members[1].grpc: ")
                    .hasMessageContaining("127.0.0.1:" + door.servers.clientPort());
        } finally {
            second.close(Duration.ofSeconds(1));
        }
    }

    private RegisterResponse register() {
        return door.registration()
                .register(RegisterRequest.newBuilder()
                        .setInstance(InstanceSpec.newBuilder().setKey(KEY))
                        .build());
    }

    private void registerIn(String id, String zone) {
        door.registration()
                .register(RegisterRequest.newBuilder()
                        .setInstance(InstanceSpec.newBuilder()
                                .setKey(KEY.toBuilder().setInstanceId(id))
                                .setZone(zone))
                        .build());
    }

    private void deregister(String id) {
        door.registration()
                .deregister(DeregisterRequest.newBuilder()
                        .setKey(KEY.toBuilder().setInstanceId(id))
                        .build());
    }

    private static String id(Instance instance) {
        return instance.getSpec().getKey().getInstanceId();
    }

    private Instance instance() {
        return door.discovery()
                .getInstance(GetInstanceRequest.newBuilder().setKey(KEY).build())
                .getInstance();
    }

    private static DiscoverRequest discover(Consistency consistency) {
        return DiscoverRequest.newBuilder()
                .setService("payments")
                .setRead(ReadOptions.newBuilder().setConsistency(consistency))
                .build();
    }

    private ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(door.channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }
}
