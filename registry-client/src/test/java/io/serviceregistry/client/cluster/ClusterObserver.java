package io.serviceregistry.client.cluster;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.ServiceQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks at a cluster from outside, at each node on its own. */
final class ClusterObserver implements AutoCloseable {
    /** Nodes and test share the machine's cores: more than any wait should take, less than a build's patience. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NodeProcesses nodes;
    private final SortedMap<String, RegistryClient> clients = new TreeMap<>();

    ClusterObserver(NodeProcesses nodes) {
        this.nodes = nodes;
        for (String id : nodes.ids()) {
            clients.put(
                    id,
                    RegistryClient.builder()
                            .addresses(nodes.address(id))
                            .learnMembers(false) // another node's answer would be taken for this one's
                            .name("observe-" + id)
                            .build());
        }
    }

    /** The ids of the nodes. */
    List<String> ids() {
        return nodes.ids();
    }

    /** What a node says of itself; empty when it does not answer. */
    Optional<NodeStatus> status(String id) {
        try {
            return Optional.of(client(id).status());
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    /** What each node says of itself, once all answer from the same log index. */
    List<NodeStatus> statusesAtOneIndex() {
        List<NodeStatus> statuses = new ArrayList<>();
        for (String id : nodes.ids()) {
            status(id).ifPresent(statuses::add);
        }
        boolean oneIndex = statuses.size() == nodes.ids().size()
                && statuses.stream()
                                .map(status -> status.header().logIndex())
                                .distinct()
                                .count()
                        == 1;
        if (!oneIndex) {
            throw new AssertionError("the nodes answer from different log indexes: "
                    + statuses.stream().map(NodeStatus::header).toList());
        }
        return statuses;
    }

    /** Fails when a node was ever taken for wrong since it started, or was not found right by the cluster lately. */
    void assertNoFalseAlarm() {
        for (String id : nodes.ids()) {
            if (nodes.log(id).contains("state differs")) {
                throw new AssertionError(id + " was taken for wrong: see its log");
            }
        }
        List<NodeStatus> statuses =
                nodes.ids().stream().flatMap(id -> status(id).stream()).toList();
        long latest = statuses.stream()
                .mapToLong(status -> status.agreement().comparedIndex())
                .max()
                .orElse(0);
        for (NodeStatus status : statuses) {
            if (latest == 0 || status.agreement().agreedIndex() < latest) {
                throw new AssertionError(
                        status.header().nodeId() + " was not found right at " + latest + ": " + status.agreement());
            }
        }
    }

    /** The leader that a majority of the nodes names, if all that answer agree. */
    Optional<String> leader() {
        List<String> named = nodes.ids().stream()
                .flatMap(id -> status(id).stream())
                .map(status -> status.header().leaderId())
                .toList();
        boolean agreed = named.size() > nodes.ids().size() / 2
                && named.stream().distinct().count() == 1;
        return agreed && !named.get(0).isEmpty() ? Optional.of(named.get(0)) : Optional.empty();
    }

    /** All instances of a service as one node has them, lapsed ones included. */
    ServiceInstances local(String id, String service) {
        return client(id)
                .discover(
                        ServiceQuery.of(service).withFilter(InstanceFilter.ALL).withRead(ReadOptions.local()));
    }

    /** All instances of a service, linearizably, asked of one node. */
    List<Instance> instances(String id, String service) {
        return client(id)
                .discover(ServiceQuery.of(service).withFilter(InstanceFilter.ALL))
                .instances();
    }

    private RegistryClient client(String id) {
        RegistryClient client = clients.get(id);
        if (client == null) {
            throw new IllegalArgumentException("id: " + id + " (expected: one of " + clients.keySet() + ')');
        }
        return client;
    }

    @Override
    public void close() {
        clients.values().forEach(RegistryClient::close);
    }
}
