package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of calls, over a real connection. */
class ObservedServiceTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock();
    private Door door;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        door = Door.open();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor();
        door.services.forEach(service -> builder.addService(new ObservedService(service, this::operation, clock)));
        server = builder.build().start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        server.shutdownNow();
        door.close();
    }

    @Test
    void aCallIsToldByTheNameOfItsMethodAndTheReasonThatItsCallerHears() {
        DiscoveryServiceGrpc.DiscoveryServiceBlockingStub discovery = DiscoveryServiceGrpc.newBlockingStub(channel);
        discovery.discover(DiscoverRequest.newBuilder().setService("payments").build());
        assertThatThrownBy(() -> discovery.getInstance(GetInstanceRequest.newBuilder()
                        .setKey(InstanceKey.newBuilder().setService("payments").setInstanceId("p1"))
                        .build()))
                .isInstanceOf(StatusRuntimeException.class);
        assertThatThrownBy(() -> discovery.discover(
                        DiscoverRequest.newBuilder().setService("no service").build()))
                .isInstanceOf(StatusRuntimeException.class);
        door.readiness.notReady(Optional.of("it starts"));
        assertThatThrownBy(() -> discovery.discover(
                        DiscoverRequest.newBuilder().setService("payments").build()))
                .isInstanceOf(StatusRuntimeException.class);
        assertThat(told)
                .containsExactly(
                        "grpc Discover answered OK",
                        "grpc GetInstance answered INSTANCE_NOT_FOUND",
                        "grpc Discover answered INVALID_FIELD",
                        "grpc Discover answered NOT_READY");
    }

    @Test
    void aStreamIsToldOnceWhenItsReaderGoes() {
        ClientCall<WatchRequest, WatchResponse> call =
                channel.newCall(DiscoveryServiceGrpc.getWatchMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.request(1);
        call.sendMessage(WatchRequest.newBuilder().addServices("payments").build());
        call.halfClose();
        await().atMost(Duration.ofSeconds(30)).until(() -> door.hub.open() == 1);
        assertThat(told).isEmpty();
        call.cancel("enough", null);
        await().atMost(Duration.ofSeconds(30)).until(() -> door.hub.open() == 0);
        assertThat(told).containsExactly("grpc Watch closed CANCELLED");
    }

    private CallObserver.Operation operation(String from, String operation) {
        return new CallObserver.Operation() {
            @Override
            public void answered(String outcome, long nanos) {
                told.add(from + ' ' + operation + " answered " + outcome);
            }

            @Override
            public void closed(String outcome) {
                told.add(from + ' ' + operation + " closed " + outcome);
            }
        };
    }
}
