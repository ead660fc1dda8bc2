package io.serviceregistry.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NodeConfigFileTest {

    @Test
    void namesEveryVoterAndThenTheNode() {
        ClusterPlan plan = new ClusterPlan(3, 0);
        assertThat(NodeConfigFile.yaml(plan, plan.nodes().get(1), Path.of("/x/n2/data")))
                .isEqualTo("""
                        # Written by registryctl; replaced at every start of the node.
                        cluster:
                          id: local
                          members:
                            - {id: n1, grpc: "127.0.0.1:7401", http: "127.0.0.1:7501", peer: "127.0.0.1:7701", raft: "127.0.0.1:7601"}
                            - {id: n2, grpc: "127.0.0.1:7402", http: "127.0.0.1:7502", peer: "127.0.0.1:7702", raft: "127.0.0.1:7602"}
                            - {id: n3, grpc: "127.0.0.1:7403", http: "127.0.0.1:7503", peer: "127.0.0.1:7703", raft: "127.0.0.1:7603"}
                        node:
                          id: n2
                          data-dir: "/x/n2/data"
                        """);
    }

    @Test
    void aFolderOfAnyNameIsQuoted() {
        ClusterPlan plan = new ClusterPlan(3, 0);
        assertThat(NodeConfigFile.yaml(plan, plan.nodes().get(0), Path.of("/x: {y}/\"z\"\\")))
                .contains("data-dir: \"/x: {y}/\\\"z\\\"\\\\\"\n");
    }
}
