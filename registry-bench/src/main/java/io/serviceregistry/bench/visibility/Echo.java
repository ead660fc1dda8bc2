package io.serviceregistry.bench.visibility;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.bench.load.Unary;
import io.serviceregistry.proto.v1.RegisterRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * The control: a server that answers a registration with that same registration and does nothing else, asked over a connection
 * like those to the nodes. What this takes is gRPC's and the machine's; it is no registry's. It runs in this process, so that it
 * needs no start of its own.
 */
final class Echo implements AutoCloseable {
    private static final MethodDescriptor<RegisterRequest, RegisterRequest> METHOD =
            MethodDescriptor.<RegisterRequest, RegisterRequest>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName("bench.Echo", "Echo"))
                    .setRequestMarshaller(ProtoUtils.marshaller(RegisterRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(RegisterRequest.getDefaultInstance()))
                    .build();

    private final Server server;
    private final Channels channels;

    /** Starts it on a free port. */
    Echo() {
        ServerServiceDefinition service = ServerServiceDefinition.builder("bench.Echo")
                .addMethod(METHOD, ServerCalls.asyncUnaryCall((request, answer) -> {
                    answer.onNext(request);
                    answer.onCompleted();
                }))
                .build();
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .directExecutor()
                    .addService(service)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channels = new Channels(List.of("127.0.0.1:" + server.getPort()), 1);
    }

    /** Asks; exactly one of the two is told. */
    void call(RegisterRequest request, Runnable answered, Consumer<String> failed) {
        Unary.call(channels.of(0), METHOD, request, same -> answered.run(), failed);
    }

    @Override
    public void close() {
        channels.close();
        server.shutdownNow();
    }
}
