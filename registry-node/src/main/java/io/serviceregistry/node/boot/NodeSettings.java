package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.RaftConfig;
import io.serviceregistry.node.raft.RaftSettings;
import java.nio.file.Path;

/** From the operator's configuration to what the Raft adapter asks for. */
final class NodeSettings {
    private NodeSettings() {}

    static RaftSettings raft(NodeConfig config, Path storage) {
        RaftConfig raft = config.raft();
        return new RaftSettings(
                config.cluster().id(),
                config.node().id(),
                config.cluster().members().stream().map(NodeSettings::member).toList(),
                config.bind(config.self().raft()).host(),
                storage,
                raft.electionTimeoutMin(),
                raft.electionTimeoutMax(),
                raft.requestTimeout(),
                raft.snapshotEntries(),
                raft.snapshotBytes(),
                raft.snapshotInterval(),
                raft.preservedLogEntries(),
                raft.logSegmentBytes());
    }

    private static RaftSettings.Member member(MemberConfig member) {
        return new RaftSettings.Member(member.id(), member.raft().toString());
    }
}
