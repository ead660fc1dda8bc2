package io.serviceregistry.bench.peer;

import io.grpc.Channel;
import io.serviceregistry.bench.cluster.Jcmd;
import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.cluster.ServerProcess;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.RegistryTarget;
import io.serviceregistry.bench.load.SampleInstance;
import io.serviceregistry.bench.load.Target;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.StatusRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The service registry of this checkout. */
final class RegistryContender implements Contender {
    private final NodeJava java;
    private final RegistryCluster cluster;
    private final String writer = UUID.randomUUID().toString();

    RegistryContender(Path directory, NodeJava java) {
        this.java = java;
        this.cluster = new RegistryCluster(3, directory, java, "");
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public List<String> ids() {
        return cluster.ids();
    }

    @Override
    public List<String> addresses() {
        return cluster.addresses();
    }

    @Override
    public void start(String id) {
        cluster.start(id);
    }

    @Override
    public ServerProcess process(String id) {
        return cluster.process(id);
    }

    @Override
    public Target target(long seed) {
        return new RegistryTarget(addresses(), Pair.CONNECTIONS_PER_NODE, Pair.TTL, seed);
    }

    @Override
    public void read(Channel channel, Duration deadline) {
        var unused = DiscoveryServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .discover(DiscoverRequest.newBuilder().setService("none").build());
    }

    @Override
    public boolean leads(Channel channel, Duration deadline) {
        return AdminServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                        .status(StatusRequest.getDefaultInstance())
                        .getHeader()
                        .getRole()
                == NodeRole.NODE_ROLE_LEADER;
    }

    @Override
    public void write(Channel channel, long number, Duration deadline) {
        InstanceNames.Name name = new InstanceNames.Name("outage", "i-" + number % 1000, number);
        var unused = RegistrationServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .register(RegisterRequest.newBuilder()
                        .setRequestId(RequestId.newBuilder()
                                .setClientId(writer)
                                .setSequence(number)
                                .setLowestUnanswered(number))
                        .setInstance(SampleInstance.of(name)
                                .setLease(LeasePolicy.newBuilder().setTtlMillis(Pair.TTL.toMillis())))
                        .build());
    }

    @Override
    public Optional<Long> heapBytes(String id) {
        return Optional.of(new Jcmd(java.javaHome(), process(id).pid()).heapBytesInUse());
    }

    @Override
    public void close() {
        cluster.close();
    }
}
