package io.serviceregistry.bench.visibility;

import io.serviceregistry.bench.cluster.ClusterRoles.Node;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.SampleInstance;
import io.serviceregistry.bench.load.Unary;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.ReadOptions;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Calls about the instances of one namespace, each to a node of choice, over a connection to each node. None blocks; of the two that
 * are to be told how a call ended exactly one is, on the thread of the connection.
 */
final class Asking implements AutoCloseable {
    private final List<Node> nodes;
    private final String namespace;
    private final Channels channels;

    /** Calls to nodes, by their place in this list. */
    Asking(List<Node> nodes, String namespace) {
        this.nodes = List.copyOf(nodes);
        this.namespace = namespace;
        this.channels = new Channels(nodes.stream().map(Node::address).toList(), 1);
    }

    List<Node> nodes() {
        return nodes;
    }

    /** What is sent to register an instance; without a request id, as nothing here is sent twice. */
    RegisterRequest registration(InstanceNames.Name name, Duration ttl, Duration removeAfter) {
        InstanceSpec.Builder instance = SampleInstance.of(name)
                .setLease(LeasePolicy.newBuilder()
                        .setTtlMillis(ttl.toMillis())
                        .setRemoveAfterMillis(removeAfter.toMillis()));
        instance.getKeyBuilder().setNamespace(namespace);
        return RegisterRequest.newBuilder().setInstance(instance).build();
    }

    void register(int node, RegisterRequest request, Runnable acknowledged, Consumer<String> failed) {
        Unary.call(
                channels.of(node),
                RegistrationServiceGrpc.getRegisterMethod(),
                request,
                answer -> acknowledged.run(),
                failed);
    }

    /** Asks for a service and tells whether the answer holds the instance. */
    void find(
            int node,
            InstanceNames.Name name,
            Consistency consistency,
            Consumer<Boolean> found,
            Consumer<String> failed) {
        DiscoverRequest request = DiscoverRequest.newBuilder()
                .setNamespace(namespace)
                .setService(name.service())
                .setRead(ReadOptions.newBuilder().setConsistency(consistency))
                .build();
        Unary.call(
                channels.of(node),
                DiscoveryServiceGrpc.getDiscoverMethod(),
                request,
                answer -> found.accept(answer.getInstancesList().stream()
                        .anyMatch(instance ->
                                instance.getSpec().getKey().getInstanceId().equals(name.id()))),
                failed);
    }

    @Override
    public void close() {
        channels.close();
    }
}
