package io.serviceregistry.client.testkit;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.KeepAliveRequest;
import io.serviceregistry.proto.v1.KeepAliveResponse;
import io.serviceregistry.proto.v1.ListMembersRequest;
import io.serviceregistry.proto.v1.ListMembersResponse;
import io.serviceregistry.proto.v1.ListServicesRequest;
import io.serviceregistry.proto.v1.ListServicesResponse;
import io.serviceregistry.proto.v1.Member;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node as the client sees it, on a real socket: it does with each request what the test says, and everything that
 * arrives is recorded. By default it leads and grants whatever it is asked for.
 */
public final class ScriptedNode implements AutoCloseable {

    /** Say this instead of an answer to say nothing at all, as a stopped process does. */
    public static final Object SILENCE = new Object();

    private static final AtomicLong LEASES = new AtomicLong();

    private final String id;
    private final List<Object> received = new CopyOnWriteArrayList<>();
    private final AtomicLong keepAliveStreams = new AtomicLong();
    private volatile Function<Object, Object> script = this::obey;
    private volatile @Nullable ResponseHeader header;
    private volatile List<Member> members = List.of();
    private final int port;
    private Server server;

    public ScriptedNode(String id) {
        this.id = id;
        this.server = start(0);
        this.port = server.getPort();
    }

    /** The address at which it listens. */
    public String address() {
        return "localhost:" + port;
    }

    /** What it does with requests from now on: answers a message, fails with an exception, or keeps silent. */
    public void script(Function<Object, Object> newScript) {
        script = newScript;
    }

    /** What it says of itself from now on. */
    public void header(ResponseHeader newHeader) {
        header = newHeader;
    }

    /** Whom it names as members from now on, by their ids and addresses; at first nobody. */
    public void members(ScriptedNode... nodes) {
        members = Stream.of(nodes)
                .map(node -> Member.newBuilder()
                        .setNodeId(node.id)
                        .setGrpcAddress(node.address())
                        .build())
                .toList();
    }

    /** Says nothing from now on, to nobody. */
    public void hang() {
        script(request -> SILENCE);
    }

    /** The requests of a type that arrived so far. */
    public <T> List<T> received(Class<T> type) {
        return received.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The number of streams of renewals opened so far. */
    public long keepAliveStreams() {
        return keepAliveStreams.get();
    }

    /** The answer of a node in its best mood. */
    public Object obey(Object request) {
        ResponseHeader says = header == null ? Wire.leader(id, address(), 10) : header;
        if (request instanceof RegisterRequest register) {
            return RegisterResponse.newBuilder()
                    .setHeader(says)
                    .setLeaseId(LEASES.incrementAndGet())
                    .setTtlMillis(register.getInstance().getLease().getTtlMillis())
                    .build();
        } else if (request instanceof DeregisterRequest) {
            return DeregisterResponse.newBuilder().setHeader(says).build();
        } else if (request instanceof DiscoverRequest) {
            return DiscoverResponse.newBuilder().setHeader(says).build();
        } else if (request instanceof StatusRequest) {
            return StatusResponse.newBuilder().setHeader(says).setReady(true).build();
        } else if (request instanceof ListMembersRequest) {
            return ListMembersResponse.newBuilder()
                    .setHeader(says)
                    .addAllMembers(members)
                    .build();
        } else if (request instanceof ListServicesRequest) {
            return ListServicesResponse.newBuilder().setHeader(says).build();
        } else if (request instanceof KeepAliveRequest renewals) {
            return KeepAliveResponse.newBuilder()
                    .setHeader(says)
                    .setCorrelationId(renewals.getCorrelationId())
                    .build();
        }
        return Status.UNIMPLEMENTED.asRuntimeException();
    }

    /** Breaks all connections and listens no more. */
    public void stop() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens again at the port it had. */
    public void restart() {
        server = start(port);
    }

    @Override
    public void close() {
        stop();
    }

    private Server start(int atPort) {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress("localhost", atPort))
                    .directExecutor()
                    .addService(new Registrations())
                    .addService(new Discoveries())
                    .addService(new Admin())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // the script knows what the request is answered with
    private <R> void reply(Object request, StreamObserver<R> answers, boolean last) {
        received.add(request);
        Object reply = script.apply(request);
        if (reply instanceof StatusRuntimeException error) {
            answers.onError(error);
        } else if (reply != SILENCE) {
            answers.onNext((R) reply);
            if (last) {
                answers.onCompleted();
            }
        }
    }

    private final class Registrations extends RegistrationServiceGrpc.RegistrationServiceImplBase {
        @Override
        public void register(RegisterRequest request, StreamObserver<RegisterResponse> answers) {
            reply(request, answers, true);
        }

        @Override
        public void deregister(DeregisterRequest request, StreamObserver<DeregisterResponse> answers) {
            reply(request, answers, true);
        }

        @Override
        public StreamObserver<KeepAliveRequest> keepAlive(StreamObserver<KeepAliveResponse> answers) {
            keepAliveStreams.incrementAndGet();
            return new StreamObserver<>() {
                @Override
                public void onNext(KeepAliveRequest request) {
                    reply(request, answers, false);
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }

    private final class Discoveries extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {
        @Override
        public void discover(DiscoverRequest request, StreamObserver<DiscoverResponse> answers) {
            reply(request, answers, true);
        }

        @Override
        public void listServices(ListServicesRequest request, StreamObserver<ListServicesResponse> answers) {
            reply(request, answers, true);
        }
    }

    private final class Admin extends AdminServiceGrpc.AdminServiceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> answers) {
            reply(request, answers, true);
        }

        @Override
        public void listMembers(ListMembersRequest request, StreamObserver<ListMembersResponse> answers) {
            reply(request, answers, true);
        }
    }
}
