package io.serviceregistry.node.http;

import io.serviceregistry.node.config.ClusterConfig;
import io.serviceregistry.node.config.NodeConfigLoader;
import java.util.Map;

/** Configurations of clusters, of which only the HTTP addresses matter. */
public final class Clusters {
    private Clusters() {}

    /** One member for each address. */
    public static ClusterConfig at(String... httpAddresses) {
        StringBuilder yaml = new StringBuilder("cluster:\n  id: local\n  members:\n");
        for (int i = 0; i < httpAddresses.length; i++) {
            yaml.append(
                    "    - {id: n%d, grpc: \"10.0.0.%d:1\", peer: \"10.0.0.%d:2\", raft: \"10.0.0.%d:3\", http: \"%s\"}%n"
                            .formatted(i, i, i, i, httpAddresses[i]));
        }
        yaml.append("node:\n  id: n0\n  data-dir: unused\n");
        return NodeConfigLoader.parse(yaml.toString(), Map.of()).cluster();
    }
}
