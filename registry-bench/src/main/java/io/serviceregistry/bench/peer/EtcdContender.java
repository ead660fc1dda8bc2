package io.serviceregistry.bench.peer;

import io.grpc.Channel;
import io.serviceregistry.bench.cluster.EtcdCluster;
import io.serviceregistry.bench.cluster.ServerProcess;
import io.serviceregistry.bench.etcd.KVGrpc;
import io.serviceregistry.bench.etcd.LeaseGrantRequest;
import io.serviceregistry.bench.etcd.LeaseGrpc;
import io.serviceregistry.bench.etcd.MaintenanceGrpc;
import io.serviceregistry.bench.etcd.StatusRequest;
import io.serviceregistry.bench.etcd.StatusResponse;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The etcd of this machine. */
final class EtcdContender implements Contender {
    private final EtcdCluster cluster;
    private long writersLease;

    EtcdContender(Path directory, Path program) {
        this.cluster = new EtcdCluster(3, directory, program);
    }

    @Override
    public String name() {
        return "etcd";
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
        return new EtcdTarget(addresses(), Pair.CONNECTIONS_PER_NODE, Pair.TTL, seed);
    }

    @Override
    public void read(Channel channel, Duration deadline) {
        var unused = KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .range(EtcdTarget.instancesOf("none").build());
    }

    @Override
    public boolean leads(Channel channel, Duration deadline) {
        StatusResponse status = MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .status(StatusRequest.getDefaultInstance());
        return status.getLeader() == status.getHeader().getMemberId();
    }

    /** One request each: the lease is granted with the first, which is in the peer's favour. */
    @Override
    public void write(Channel channel, long number, Duration deadline) {
        if (writersLease == 0) {
            writersLease = LeaseGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                    .leaseGrant(LeaseGrantRequest.newBuilder()
                            .setTTL(Pair.TTL.toSeconds())
                            .build())
                    .getID();
        }
        InstanceNames.Name name = new InstanceNames.Name("outage", "i-" + number % 1000, number);
        var unused = KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .put(EtcdTarget.put(name, writersLease));
    }

    @Override
    public Optional<Long> heapBytes(String id) {
        return Optional.empty();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
