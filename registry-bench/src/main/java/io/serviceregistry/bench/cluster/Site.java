package io.serviceregistry.bench.cluster;

import java.util.List;

/** Where the nodes of a cluster run on this machine. */
public interface Site {
    /** All nodes side by side on 127.0.0.1. */
    Site LOOPBACK = new Site() {
        @Override
        public String host(String nodeId) {
            return "127.0.0.1";
        }

        @Override
        public List<String> command(String nodeId, List<String> command) {
            return command;
        }
    };

    /** The address at which a node is reached, by clients and by the others. */
    String host(String nodeId);

    /** The command that runs a command where the node is, as the same process. */
    List<String> command(String nodeId, List<String> command);
}
