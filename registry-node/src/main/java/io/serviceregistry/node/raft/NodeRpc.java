package io.serviceregistry.node.raft;

import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis' gRPC transport as nodes use it: leaders send by a {@link PromptCommitAppender}, and members are dialled by their ids.
 * Ratis makes it by its name.
 */
public final class NodeRpc implements RpcType {
    private static final String NAMES = "service-registry.member-names";
    private static final String CLOCK = "service-registry.clock";

    /** For Ratis. */
    public NodeRpc() {}

    /** What Ratis passes on to the transport: how to find members, and for how long they have been silent. */
    static Parameters parameters(MemberNames names, Clock clock) {
        Parameters parameters = new Parameters();
        parameters.put(NAMES, names, MemberNames.class);
        parameters.put(CLOCK, clock, Clock.class);
        return parameters;
    }

    @Override
    public String name() {
        return NodeRpc.class.getName();
    }

    @Override
    public GrpcFactory newFactory(Parameters parameters) {
        return new Factory(parameters);
    }

    private static final class Factory extends GrpcFactory {
        private final MemberNames names;
        private final Clock clock;

        Factory(Parameters parameters) {
            super(parameters);
            this.names = parameters.get(NAMES, MemberNames.class);
            this.clock = parameters.get(CLOCK, Clock.class);
        }

        @Override
        public GrpcServices newRaftServerRpc(RaftServer server) {
            return new NamedMembers(
                    (GrpcServicesImpl) super.newRaftServerRpc(server),
                    names,
                    clock,
                    duration(Rpc.requestTimeout(server.getProperties())),
                    duration(Rpc.timeoutMax(server.getProperties())));
        }

        @Override
        public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
            return new PromptCommitAppender(server, state, follower);
        }

        private static Duration duration(TimeDuration duration) {
            return Duration.ofMillis(duration.toLong(TimeUnit.MILLISECONDS));
        }
    }
}
