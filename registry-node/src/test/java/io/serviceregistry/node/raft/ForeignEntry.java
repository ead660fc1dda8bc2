package io.serviceregistry.node.raft;

import io.serviceregistry.node.time.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.awaitility.Awaitility;

/** Puts an entry into the log of a cluster of one that no version of the node has written. */
public final class ForeignEntry {
    private ForeignEntry() {}

    /** Writes it; the log must not be in use, and is not afterwards. */
    public static void write(Path storage, String clusterId, String raftAddress, String content) throws Exception {
        RaftSettings settings = new RaftSettings(
                clusterId,
                "n1",
                List.of(new RaftSettings.Member("n1", raftAddress)),
                false,
                "127.0.0.1",
                storage,
                Duration.ofMillis(150),
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                100_000,
                64L << 20,
                Duration.ofMinutes(10),
                20_000,
                16L << 20);
        RaftGroupId group = RaftGroupId.valueOf(RatisNode.groupUuid(clusterId));
        RaftPeer self =
                RaftPeer.newBuilder().setId("n1").setAddress(raftAddress).build();
        try (RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf("n1"))
                .setGroup(RaftGroup.valueOf(group, self))
                .setStateMachine(new BaseStateMachine())
                .setProperties(RatisProperties.of(settings))
                .setParameters(NodeRpc.parameters(new MemberNames(member -> Optional.empty()), new SystemClock()))
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build()) {
            server.start();
            RaftServer.Division division = server.getDivision(group);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> division.getInfo().isLeaderReady());
            RaftClientReply reply = append(division, content).get(1, TimeUnit.MINUTES);
            if (!reply.isSuccess()) {
                throw new IllegalStateException("not written: " + reply);
            }
        }
    }

    private static CompletableFuture<RaftClientReply> append(RaftServer.Division division, String content)
            throws IOException {
        return ((RaftClientAsynchronousProtocol) division)
                .submitClientRequestAsync(RaftClientRequest.newBuilder()
                        .setClientId(ClientId.randomId())
                        .setServerId(division.getId())
                        .setGroupId(division.getMemberId().getGroupId())
                        .setCallId(1)
                        .setMessage(Message.valueOf(content))
                        .setType(RaftClientRequest.writeRequestType())
                        .build());
    }
}
