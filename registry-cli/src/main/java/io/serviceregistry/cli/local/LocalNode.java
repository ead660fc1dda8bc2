package io.serviceregistry.cli.local;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One node of the local cluster: its id and where it listens, all on the loopback address.
 *
 * @param number 1 to 5
 * @param portOffset added to every port, so that several clusters fit on one machine
 */
public record LocalNode(int number, int portOffset) {
    /** Where every local node listens. */
    public static final String HOST = "127.0.0.1";

    public LocalNode {
        if (number < 1 || number > ClusterPlan.MAX_NODES) {
            throw new IllegalArgumentException("number: " + number + " (expected: 1.." + ClusterPlan.MAX_NODES + ')');
        }
    }

    /** The node id: n1 to n5. */
    public String id() {
        return "n" + number;
    }

    /** Where it takes clients' calls. */
    public String grpcAddress() {
        return address(7400);
    }

    /** Where it takes clients' calls by HTTP. */
    public String httpAddress() {
        return address(7500);
    }

    /** Where it takes other nodes' calls. */
    public String peerAddress() {
        return address(7700);
    }

    /** Where it takes Raft's calls. */
    public String raftAddress() {
        return address(7600);
    }

    /** The ports it listens on, by what they are for. */
    public Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("gRPC", port(7400));
        ports.put("HTTP", port(7500));
        ports.put("node to node", port(7700));
        ports.put("Raft", port(7600));
        return ports;
    }

    private String address(int base) {
        return HOST + ':' + port(base);
    }

    private int port(int base) {
        return base + portOffset + number;
    }
}
