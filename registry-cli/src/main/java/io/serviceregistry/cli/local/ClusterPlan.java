package io.serviceregistry.cli.local;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How many nodes the local cluster has and where they listen. How many is fixed once the cluster exists: its
 * nodes know each other. Where they listen changes with a move of all.
 *
 * @param nodeCount 3 or 5
 * @param portOffset added to every port
 * @param clusterId of which cluster the nodes are; fixed as well
 */
public record ClusterPlan(int nodeCount, int portOffset, String clusterId) {
    /** Of a cluster that began with an empty registry. */
    public static final String LOCAL = "local";

    static final int MAX_NODES = 5;
    private static final int MAX_PORT_OFFSET = 57_000; // keeps every port below 65,536

    /** Of a cluster that begins with an empty registry. */
    public ClusterPlan(int nodeCount, int portOffset) {
        this(nodeCount, portOffset, LOCAL);
    }

    public ClusterPlan {
        if (nodeCount != 3 && nodeCount != 5) {
            throw new IllegalArgumentException("nodes: " + nodeCount + " (expected: 3 or 5)");
        }
        if (portOffset < 0 || portOffset > MAX_PORT_OFFSET) {
            throw new IllegalArgumentException(
                    "port offset: " + portOffset + " (expected: 0.." + MAX_PORT_OFFSET + ')');
        }
    }

    /** The same cluster at other ports. */
    public ClusterPlan elsewhere(int otherPortOffset) {
        return new ClusterPlan(nodeCount, otherPortOffset, clusterId);
    }

    /** The nodes in the order of their ids. */
    public List<LocalNode> nodes() {
        return IntStream.rangeClosed(1, nodeCount)
                .mapToObj(number -> new LocalNode(number, portOffset))
                .toList();
    }

    /** The node of that id. */
    public Optional<LocalNode> findNode(String id) {
        return nodes().stream().filter(node -> node.id().equals(id)).findFirst();
    }
}
