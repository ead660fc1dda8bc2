package io.serviceregistry.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The folder of a local cluster: its plan, and one folder for each node.
 *
 * @param root an absolute path; need not exist
 */
public record StateFolder(Path root) {
    private static final String PLAN = "cluster.properties";
    private static final String NODES = "nodes";
    private static final String PORT_OFFSET = "port-offset";
    private static final String CLUSTER_ID = "cluster-id";

    public StateFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** The plan of the cluster that lives here; empty when there is none. */
    public Optional<ClusterPlan> findPlan() {
        Path file = root.resolve(PLAN);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
            return Optional.of(new ClusterPlan(
                    number(properties, NODES),
                    number(properties, PORT_OFFSET),
                    properties.getProperty(CLUSTER_ID, ClusterPlan.LOCAL)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new LocalClusterException(file + " is damaged: " + e.getMessage());
        }
    }

    /** Makes this the folder of a cluster. */
    void create(ClusterPlan plan) {
        Properties properties = new Properties();
        properties.setProperty(NODES, Integer.toString(plan.nodeCount()));
        properties.setProperty(PORT_OFFSET, Integer.toString(plan.portOffset()));
        properties.setProperty(CLUSTER_ID, plan.clusterId());
        try {
            Files.createDirectories(root);
            try (OutputStream out = Files.newOutputStream(root.resolve(PLAN))) {
                properties.store(out, "The local cluster, as registryctl started it.");
            }
        } catch (IOException e) {
            throw new LocalClusterException("cannot write to " + root + ": " + e.getMessage());
        }
    }

    /** Whether a node of the cluster was ever started. */
    boolean hasData(ClusterPlan plan) {
        return plan.nodes().stream().anyMatch(node -> Files.exists(of(node).root()));
    }

    /** The folder of a node; need not exist. */
    public NodeFolder of(LocalNode node) {
        return new NodeFolder(root.resolve(node.id()));
    }

    /**
     * Deletes the cluster's files, and the folder itself if nothing else is in it. Deletes nothing but what a cluster
     * of this plan has: the folder may be anyone's choice.
     */
    void delete(ClusterPlan plan) {
        try {
            for (LocalNode node : plan.nodes()) {
                deleteTree(of(node).root());
            }
            Files.deleteIfExists(root.resolve(PLAN));
            Files.deleteIfExists(root.resolve(ClusterLock.FILE));
            try (Stream<Path> rest = Files.list(root)) {
                if (rest.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(root);
        } catch (IOException e) {
            throw new LocalClusterException("cannot delete " + root + ": " + e.getMessage());
        }
    }

    /** Deletes a folder with all that is in it; follows no links. */
    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(folder)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private static int number(Properties properties, String key) {
        String value = properties.getProperty(key, "");
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": '" + value + "' (expected: a number)", e);
        }
    }
}
