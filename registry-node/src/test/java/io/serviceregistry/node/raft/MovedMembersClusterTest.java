package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members are who they are by their ids, wherever they listen. */
class MovedMembersClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** n1 leads from the beginning, and keeps to it without followers for so long. */
    private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<RaftMember> running = new ArrayList<>();
    private final AtomicInteger strayed = new AtomicInteger();

    @AfterEach
    void stop() {
        running.forEach(RaftMember::close);
    }

    @Test
    void aMemberThatStartsElsewhereIsFoundThereOnceTheLeaderHearsOfIt() {
        RaftMembers members = new RaftMembers(directory, 3);
        RaftMember n2 = start(members, "n2");
        RaftMember n3 = start(members, "n3");
        RaftMember n1 = start(members, "n1");
        await().atMost(PATIENCE).until(n1::leads);
        close(n2);
        close(n3);
        String elsewhere = members.move("n3");
        RaftMember moved = start(members, "n3");
        CompletableFuture<Result> written = n1.propose(Fixtures.register("payments/p1"));

        n1.hearsOfMove("n3", elsewhere);

        assertThat(written).succeedsWithin(PATIENCE);
        await().atMost(PATIENCE).until(() -> moved.knows("payments/p1"));
    }

    @Test
    void whatReachesTheWrongMemberDoesNotCountForTheRightOne() {
        RaftMembers members = new RaftMembers(directory, 5);
        start(members, "n2");
        RaftMember n3 = start(members, "n3");
        RaftMember n1 = start(members, "n1");
        await().atMost(PATIENCE).until(n1::leads);
        close(n3);

        n1.hearsOfMove("n3", members.address("n2"));
        CompletableFuture<Result> written = n1.propose(Fixtures.register("payments/p1"));
        await().atMost(PATIENCE).until(() -> strayed.get() > 1 || written.isDone());

        assertThat(written).as("with n1 and n2 alone of five").isNotDone();
    }

    private RaftMember start(RaftMembers members, String id) {
        RaftSettings settings = members.settings(id, ELECTION_TIMEOUT, ELECTION_TIMEOUT.plusSeconds(1));
        RaftProperties properties = RatisProperties.of(settings);
        Duration first = id.equals("n1") ? Duration.ofMillis(200) : ELECTION_TIMEOUT;
        Rpc.setFirstElectionTimeoutMin(properties, millis(first));
        Rpc.setFirstElectionTimeoutMax(properties, millis(first.plusMillis(100)));
        List<ServerInterceptor> interceptors = new ArrayList<>(RatisNode.guards(id));
        interceptors.add(new Strays(id));
        RaftMember member = new RaftMember(settings, settings.members(), interceptors, properties);
        running.add(member);
        return member;
    }

    private void close(RaftMember member) {
        running.remove(member);
        member.close();
    }

    private static TimeDuration millis(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Counts what comes to a member and is for another. */
    private final class Strays implements ServerInterceptor {
        private final String nodeId;

        Strays(String nodeId) {
            this.nodeId = nodeId;
        }

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                @Override
                public void onMessage(Q message) {
                    if (message instanceof AppendEntriesRequestProto append
                            && !append.getServerRequest()
                                    .getReplyId()
                                    .toStringUtf8()
                                    .equals(nodeId)) {
                        strayed.incrementAndGet();
                    }
                    super.onMessage(message);
                }
            };
        }
    }
}
