package io.serviceregistry.node.rpc;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.service.Discovery;
import io.serviceregistry.node.service.Discovery.ServiceAnswer;
import io.serviceregistry.node.service.Discovery.ServiceSummary;
import io.serviceregistry.node.service.Discovery.ServicesAnswer;
import io.serviceregistry.node.service.Paging.Page;
import io.serviceregistry.node.service.Selection;
import io.serviceregistry.node.service.Watches;
import io.serviceregistry.proto.door.v1.EncodedWatchResponse;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.EmptyReason;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.ListServicesRequest;
import io.serviceregistry.proto.v1.ListServicesResponse;
import io.serviceregistry.proto.v1.StatusCount;
import io.serviceregistry.proto.v1.WatchRequest;
import java.util.Map;

/**
 * The door of {@link Discovery} and {@link Watches}.
 *
 * <p>Answers to {@code Discover} and {@code Watch}, which are most of what a registry sends, are put together from parts that are
 * encoded already; on the wire they are what the schema says.
 */
public final class DiscoveryGrpcService implements BindableService, DiscoveryServiceGrpc.AsyncService {
    private static final Map<Discovery.EmptyReason, EmptyReason> EMPTY_REASONS =
            EnumPairs.toSchema(Discovery.EmptyReason.class, EmptyReason.class, "EMPTY_REASON_");

    private final Discovery discovery;
    private final HeaderMapper headers;
    private final EncodedSelections selections;
    private final Watches watches;
    private final WatchMapper watched;

    public DiscoveryGrpcService(Discovery discovery, Watches watches, Cluster cluster, ConsensusView consensus) {
        this.discovery = discovery;
        this.headers = new HeaderMapper(cluster, consensus);
        this.watches = watches;
        EncodedInstances instances = new EncodedInstances();
        this.selections = new EncodedSelections(instances);
        this.watched = new WatchMapper(headers, instances, watches);
    }

    @Override
    public ServerServiceDefinition bindService() {
        ServerServiceDefinition answering = EncodedMethod.replace(
                DiscoveryServiceGrpc.bindService(this),
                DiscoveryServiceGrpc.getDiscoverMethod(),
                BytesMarshaller.BYTES,
                ServerCalls.asyncUnaryCall(this::answer));
        return EncodedMethod.replace(
                answering,
                DiscoveryServiceGrpc.getWatchMethod(),
                ProtoUtils.marshaller(EncodedWatchResponse.getDefaultInstance()),
                ServerCalls.asyncServerStreamingCall(this::open));
    }

    private void open(WatchRequest request, StreamObserver<EncodedWatchResponse> observer) {
        WatchStream.open(request, (ServerCallStreamObserver<EncodedWatchResponse>) observer, watches, watched);
    }

    static EmptyReason emptyReason(Discovery.EmptyReason reason) {
        return EnumPairs.of(EMPTY_REASONS, reason);
    }

    private void answer(DiscoverRequest request, StreamObserver<ByteString> observer) {
        UnaryCall.answer(
                observer,
                Kind.READ,
                () -> discovery.discover(RequestMapper.discover(request), CallBudget.current()),
                answer -> response(answer, request.getWithoutLeaseState()));
    }

    @Override
    public void getInstance(GetInstanceRequest request, StreamObserver<GetInstanceResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.READ,
                () -> discovery.instance(
                        RequestMapper.key("key", request.hasKey(), request.getKey()),
                        RequestMapper.read(request.getRead()),
                        CallBudget.current()),
                answer -> GetInstanceResponse.newBuilder()
                        .setHeader(headers.of(answer.from()))
                        .setInstance(InstanceMapper.instance(answer.instance(), answer.from()))
                        .build());
    }

    @Override
    public void listServices(ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
        UnaryCall.answer(
                observer,
                Kind.READ,
                () -> discovery.services(
                        request.getNamespace(),
                        Integer.toUnsignedLong(request.getPageSize()),
                        request.getPageToken(),
                        RequestMapper.read(request.getRead()),
                        CallBudget.current()),
                this::response);
    }

    /** A response without its instances, and then these: two encodings, one after the other, are that of the whole. */
    private ByteString response(ServiceAnswer answer, boolean withoutLeases) {
        EncodedSelection chosen = selections.of(answer.from().view(), answer.service(), answer.choice());
        Selection selection = chosen.selection();
        Page page = answer.paging().of(selection.instances());
        DiscoverResponse.Builder response = DiscoverResponse.newBuilder()
                .setHeader(headers.of(answer.from()))
                .setService(answer.service().service())
                .setHeld(selection.held())
                .setTotal(selection.total())
                .setSpilledOver(selection.spilledOver())
                .setNextPageToken(page.nextToken())
                .setMatching(selection.instances().size());
        selection.emptyReason().ifPresent(reason -> response.setEmptyReason(emptyReason(reason)));
        return response.build()
                .toByteString()
                .concat(withoutLeases ? chosen.withoutLeases(page) : chosen.withLeases(page, answer.from()));
    }

    private ListServicesResponse response(ServicesAnswer answer) {
        ListServicesResponse.Builder response = ListServicesResponse.newBuilder()
                .setHeader(headers.of(answer.from()))
                .setNextPageToken(answer.nextPageToken());
        answer.services().forEach(service -> response.addServices(summary(service)));
        return response.build();
    }

    private static io.serviceregistry.proto.v1.ServiceSummary summary(ServiceSummary service) {
        io.serviceregistry.proto.v1.ServiceSummary.Builder summary =
                io.serviceregistry.proto.v1.ServiceSummary.newBuilder()
                        .setService(service.service().service())
                        .setTotal(service.total())
                        .setHealthy(service.healthy())
                        .setHeld(service.held())
                        .setModifiedRevision(service.modifiedRevision());
        service.counts()
                .forEach((status, count) -> summary.addCounts(StatusCount.newBuilder()
                        .setStatus(InstanceMapper.status(status))
                        .setCount(count)));
        return summary.build();
    }
}
