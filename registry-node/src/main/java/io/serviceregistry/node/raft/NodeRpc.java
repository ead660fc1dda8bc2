package io.serviceregistry.node.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/** Ratis' gRPC transport with leaders that send by a {@link PromptCommitAppender}. Ratis makes it by its name. */
public final class PromptCommitRpc implements RpcType {
    /** For Ratis. */
    public PromptCommitRpc() {}

    @Override
    public String name() {
        return PromptCommitRpc.class.getName();
    }

    @Override
    public GrpcFactory newFactory(Parameters parameters) {
        return new Factory(parameters);
    }

    private static final class Factory extends GrpcFactory {
        Factory(Parameters parameters) {
            super(parameters);
        }

        @Override
        public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
            return new PromptCommitAppender(server, state, follower);
        }
    }
}
