package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.RaftConfig;
import io.serviceregistry.node.config.WatchConfig;
import io.serviceregistry.node.membership.Phase;
import io.serviceregistry.node.raft.RaftSettings;
import io.serviceregistry.node.watch.WatchLimits;
import java.nio.file.Path;

/** From the operator's configuration to what the parts ask for. */
final class NodeSettings {
    private NodeSettings() {}

    static RaftSettings raft(NodeConfig config, Phase phase, Path storage) {
        RaftConfig raft = config.raft();
        return new RaftSettings(
                config.cluster().id(),
                config.node().id(),
                config.cluster().members().stream().map(NodeSettings::member).toList(),
                phase == Phase.JOINED,
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

    static WatchLimits watches(WatchConfig config) {
        return new WatchLimits(config.historyChanges(), config.historyBytes(), config.maxWatches());
    }

    static RaftSettings.Member member(MemberConfig member) {
        return new RaftSettings.Member(
                member.id(),
                member.raft().toString(),
                member.grpc().toString(),
                member.peer().toString(),
                member.httpAddress().map(Address::toString).orElse(""));
    }
}
