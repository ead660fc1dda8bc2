package io.serviceregistry.node.raft;

import io.serviceregistry.node.boot.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The addresses and settings of a group of members on the loopback. */
final class RaftMembers {
    private final Path directory;
    private final List<RaftSettings.Member> all = new ArrayList<>();

    /** Members n1, n2 and so on, each with a directory of its own below the given one. */
    RaftMembers(Path directory, int count) {
        this.directory = directory;
        List<Integer> ports = FreePorts.find(count);
        for (int i = 0; i < count; i++) {
            all.add(new RaftSettings.Member("n" + (i + 1), "127.0.0.1:" + ports.get(i)));
        }
    }

    List<RaftSettings.Member> all() {
        return all;
    }

    /** One of them is to start elsewhere from now on; returns where. */
    String move(String nodeId) {
        String address = "127.0.0.1:" + FreePorts.find(1).get(0);
        all.replaceAll(member -> member.id().equals(nodeId) ? new RaftSettings.Member(nodeId, address) : member);
        return address;
    }

    String address(String nodeId) {
        return all.stream()
                .filter(member -> member.id().equals(nodeId))
                .findFirst()
                .orElseThrow()
                .address();
    }

    /** Settings of one of them, in a group that begins with all of them. */
    RaftSettings settings(String nodeId, Duration electionTimeoutMin, Duration electionTimeoutMax) {
        return new RaftSettings(
                "test",
                nodeId,
                all,
                false,
                "127.0.0.1",
                directory.resolve(nodeId),
                electionTimeoutMin,
                electionTimeoutMax,
                Duration.ofSeconds(2),
                100_000,
                64L << 20,
                Duration.ofMinutes(10),
                20_000,
                16L << 20);
    }
}
