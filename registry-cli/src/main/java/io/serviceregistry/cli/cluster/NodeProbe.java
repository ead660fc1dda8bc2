package io.serviceregistry.cli.cluster;

import io.serviceregistry.client.NodeStatus;
import java.util.Optional;

/** Asks one node, and only that one, what it knows of itself. Called on several threads at once. */
public interface NodeProbe {
    /** What the node at this address says; empty when it does not answer soon. Never throws because of that. */
    Optional<NodeStatus> ask(String grpcAddress);
}
