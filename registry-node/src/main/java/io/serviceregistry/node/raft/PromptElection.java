package io.serviceregistry.node.raft;

import io.serviceregistry.node.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.apache.ratis.proto.RaftProtos.FollowerInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.util.ProtoUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls an election when the leader has been silent for as long as an election timeout says.
 *
 * <p>Ratis 3.3.0 does that later: a follower sleeps for a timeout, then looks whether all of it was silent, and if a heartbeat came
 * in between sleeps for another. After the leader's death that is up to twice the longest timeout ({@code FollowerState}).
 *
 * <p>What is done here is what Ratis does: the others are asked first whether they would vote (pre-vote: nobody does who
 * still hears a leader), and only if a majority would an election begins, of which Ratis takes care. While the membership changes,
 * and where anything is in doubt, it is left to Ratis' own election, which goes on beside this one.
 */
final class PromptElection {
    private static final Logger LOG = LoggerFactory.getLogger(PromptElection.class);
    private static final long IDLE_SECONDS = 60; // until a thread ends

    private final RaftServer server;
    private final RaftServer.Division division;
    private final BooleanSupplier mayStand;
    private final LeaderSilence silence;

    /** A thread for each question, as a mute voter holds one up; once stopped it takes none, and nobody is to mind. */
    private final ExecutorService asking = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads(),
            new ThreadPoolExecutor.DiscardPolicy());

    /** @param mayStand whether this node stands for election at all */
    PromptElection(
            RaftServer server,
            RaftServer.Division division,
            RaftSettings settings,
            Clock clock,
            RandomGenerator random,
            BooleanSupplier mayStand) {
        this.server = server;
        this.division = division;
        this.mayStand = mayStand;
        this.silence = new LeaderSilence(clock, random, settings.electionTimeoutMin(), settings.electionTimeoutMax());
    }

    private static ThreadFactory threads() {
        return task -> {
            Thread thread = new Thread(task, "pre-vote");
            thread.setDaemon(true);
            return thread;
        };
    }

    /** One look; to be called many times within the shortest election timeout, by one thread. Does not block. */
    void look() {
        RaftPeerId leader = division.getInfo().getLeaderId();
        if (!isFollowing() || leader == null) {
            silence.beginAnew();
            return;
        }
        RoleInfoProto role = division.getInfo().getRoleInfoProto();
        if (role.getRole() != RaftPeerRole.FOLLOWER) {
            return;
        }
        FollowerInfoProto follower = role.getFollowerInfo();
        silence.takeTurn(division.getId().toString(), followersOf(leader));
        boolean busy = follower.getOutstandingOp() > 0; // with what the leader sent: its disk may be slow
        Duration sinceHeard = Duration.ofMillis(follower.getLeaderInfo().getLastRpcElapsedTimeMs());
        if (silence.isTooLong(sinceHeard) && !busy && mayStand.getAsBoolean()) {
            silence.beginAnew();
            asking.execute(() -> ask(leader, sinceHeard));
        }
    }

    private List<String> followersOf(RaftPeerId leader) {
        return division.getRaftConf().getCurrentPeers().stream()
                .map(RaftPeer::getId)
                .filter(voter -> !voter.equals(leader))
                .map(RaftPeerId::toString)
                .toList();
    }

    /** Calls no more elections; to be told before Ratis closes. */
    void stop() {
        asking.shutdownNow();
    }

    /** Else Ratis may have no log to ask: it is still being read, or closed. */
    private boolean isFollowing() {
        return division.getInfo().getLifeCycleState().isRunning()
                && division.getInfo().isFollower();
    }

    private void ask(RaftPeerId leader, Duration sinceHeard) {
        Round round = isFollowing() ? Round.of(division, leader) : null;
        if (round == null) {
            return;
        }
        LOG.info("The leader {} has been silent for {} ms", leader, sinceHeard.toMillis());
        AtomicInteger granted = new AtomicInteger(1); // its own
        AtomicBoolean called = new AtomicBoolean();
        for (RaftPeerId voter : round.others()) {
            asking.execute(() -> {
                if (wouldVote(round, voter)
                        && 2 * granted.incrementAndGet() > round.others().size() + 1
                        && called.compareAndSet(false, true)) {
                    call(round);
                }
            });
        }
    }

    private boolean wouldVote(Round round, RaftPeerId voter) {
        try {
            RequestVoteReplyProto reply = server.getServerRpc().requestVote(round.preVote(voter));
            // Who has lost its log does not count, as for Ratis.
            return reply.getServerReply().getSuccess()
                    && reply.getTerm() <= round.term()
                    && reply.getLastEntry().getTerm() > 0;
        } catch (IOException | StatusRuntimeException e) {
            LOG.debug("No pre-vote of {}", voter, e);
            return false;
        }
    }

    /** Ratis begins the election unless it has heard from a leader, or of a later term, meanwhile. */
    private void call(Round round) {
        try {
            if (mayStand.getAsBoolean()) {
                server.startLeaderElection(round.start());
            }
        } catch (IOException e) {
            LOG.info("An election was not called: {}", e.getMessage());
        }
    }

    /** What one attempt rests on. */
    private record Round(
            RaftPeerId self, RaftPeerId leader, RaftGroupId group, List<RaftPeerId> others, long term, TermIndex last) {

        /** Null when it is not for us: the membership changes, this node is no voter, or has nothing of this leader. */
        static @Nullable Round of(RaftServer.Division division, RaftPeerId leader) {
            RaftConfiguration configuration = division.getRaftConf();
            RaftPeerId self = division.getId();
            TermIndex last = division.getRaftLog().getLastEntryTermIndex();
            long term = division.getInfo().getCurrentTerm();
            List<RaftPeerId> voters = configuration.getCurrentPeers().stream()
                    .map(RaftPeer::getId)
                    .toList();
            if (!configuration.getPreviousPeers().isEmpty()
                    || !voters.contains(self)
                    || last == null
                    || last.getTerm() != term) {
                return null;
            }
            return new Round(
                    self,
                    leader,
                    division.getMemberId().getGroupId(),
                    voters.stream().filter(voter -> !voter.equals(self)).toList(),
                    term,
                    last);
        }

        RequestVoteRequestProto preVote(RaftPeerId voter) {
            return RequestVoteRequestProto.newBuilder()
                    .setServerRequest(request(self, voter))
                    .setCandidateTerm(term)
                    .setCandidateLastEntry(last.toProto())
                    .setPreVote(true)
                    .build();
        }

        StartLeaderElectionRequestProto start() {
            return StartLeaderElectionRequestProto.newBuilder()
                    .setServerRequest(request(leader, self))
                    .setLeaderLastEntry(last.toProto())
                    .build();
        }

        private RaftRpcRequestProto request(RaftPeerId from, RaftPeerId to) {
            return RaftRpcRequestProto.newBuilder()
                    .setRequestorId(bytes(from))
                    .setReplyId(bytes(to))
                    .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(group))
                    .build();
        }

        private static ByteString bytes(RaftPeerId id) {
            return id.toByteString();
        }
    }
}
