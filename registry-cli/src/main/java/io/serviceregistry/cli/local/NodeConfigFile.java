package io.serviceregistry.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the configuration that a local node is started with. */
final class NodeConfigFile {
    private NodeConfigFile() {}

    /** Writes it, replacing the former. */
    static void write(ClusterPlan plan, LocalNode node, NodeFolder folder) throws IOException {
        Files.createDirectories(folder.root());
        Files.writeString(folder.config(), yaml(plan, node, folder.data()));
    }

    /** The configuration of one node: the cluster as all nodes know it, then the node itself. */
    static String yaml(ClusterPlan plan, LocalNode node, Path data) {
        StringBuilder yaml = new StringBuilder("# Written by registryctl; replaced at every start of the node.\n");
        yaml.append("cluster:\n  id: ").append(plan.clusterId()).append("\n  members:\n");
        for (LocalNode member : plan.nodes()) {
            yaml.append("    - {id: ").append(member.id());
            yaml.append(", grpc: ").append(quoted(member.grpcAddress()));
            yaml.append(", http: ").append(quoted(member.httpAddress()));
            yaml.append(", peer: ").append(quoted(member.peerAddress()));
            yaml.append(", raft: ").append(quoted(member.raftAddress())).append("}\n");
        }
        yaml.append("node:\n  id: ").append(node.id());
        yaml.append("\n  data-dir: ").append(quoted(data.toString())).append('\n');
        return yaml.toString();
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
