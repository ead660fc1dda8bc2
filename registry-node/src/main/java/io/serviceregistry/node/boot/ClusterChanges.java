package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.ClusterConfig;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.door.Failures;
import io.serviceregistry.node.membership.AddressBook;
import io.serviceregistry.node.membership.Membership;
import io.serviceregistry.node.membership.Phase;
import io.serviceregistry.node.membership.Standing;
import io.serviceregistry.node.raft.RaftSettings.Member;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Peers;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.rpc.MembershipGrpcClient;
import io.serviceregistry.node.service.ClusterControl;
import io.serviceregistry.node.service.MemberNotFoundException;
import io.serviceregistry.node.service.MembershipRefusedException;
import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Changes who leads and who votes, on the leader.
 *
 * <p>A change is refused when so few of the voters to be answer that they would be no majority: the cluster would stand still in
 * the middle of it. A leader does not vote itself out: it hands over first.
 */
record ClusterChanges(
        Cluster cluster, RatisNode raft, Peers peers, Membership membership, AddressBook book, Views views, Clock clock)
        implements ClusterControl {
    private static final Duration TRANSFER_WITHIN = Duration.ofSeconds(3);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    @Override
    public CompletableFuture<Void> transferLeadership(Optional<String> nodeId) {
        return raft.consensus().isLeaderReady() ? raft.transferLeadership(nodeId, TRANSFER_WITHIN) : notLeader();
    }

    @Override
    public CompletableFuture<Void> add(MemberConfig member) {
        if (!raft.consensus().isLeaderReady()) {
            return notLeader();
        }
        Optional<MemberConfig> known = cluster.find(member.id());
        if (known.isPresent()) {
            return known.get().equals(member)
                    ? CompletableFuture.completedFuture(null)
                    : refused(member.id() + " is a member already, with other addresses: " + known.get());
        }
        List<Member> present = raft.members();
        if (present.size() >= ClusterConfig.MAX_MEMBERS) {
            return refused("the cluster has " + present.size() + " members, and may not have more");
        }
        List<Member> voters = new ArrayList<>(present);
        voters.add(NodeSettings.member(member));
        MembershipGrpcClient guest = new MembershipGrpcClient(
                cluster.id(), raft.consensus().nodeId(), Map.of(member.id(), member.peer()), clock);
        return guest.introduce(member.id(), ANSWER_WITHIN)
                .thenCombine(guest.supportedLevel(member.id(), ANSWER_WITHIN), Guest::new)
                .handle((standing, failure) -> failure == null
                        ? invite(guest, standing)
                        : ClusterChanges.<Void>refused(
                                "peer_address " + member.peer() + " of " + member.id() + ": " + because(failure)))
                .thenCompose(invited -> invited)
                .thenCompose(invited -> requireMajority(present, 1, voters.size()))
                .thenCompose(able -> {
                    book.say(member.id(), LocatedMembers.of(member));
                    raft.membersMoved();
                    return raft.changeVoters(present, voters);
                })
                .whenComplete((done, failure) -> guest.close());
    }

    @Override
    public CompletableFuture<Void> remove(String nodeId) {
        if (!raft.consensus().isLeaderReady()) {
            return notLeader();
        }
        List<Member> present = raft.members();
        List<Member> voters =
                present.stream().filter(each -> !each.id().equals(nodeId)).toList();
        if (voters.size() == present.size()) {
            return CompletableFuture.failedFuture(
                    new MemberNotFoundException("node_id " + nodeId + ": no such member"));
        }
        if (voters.isEmpty()) {
            return refused(nodeId + " is the only member");
        }
        if (nodeId.equals(raft.consensus().nodeId())) {
            return raft.transferLeadership(Optional.empty(), TRANSFER_WITHIN).thenCompose(moved -> notLeader());
        }
        return requireMajority(voters, 0, voters.size()).thenCompose(able -> raft.changeVoters(present, voters));
    }

    private record Guest(Standing standing, int supportedLevel) {}

    private CompletableFuture<Void> invite(MembershipGrpcClient guest, Guest introduced) {
        Standing standing = introduced.standing();
        int level = views.current().image().featureLevel();
        if (introduced.supportedLevel() < level) {
            return refused(standing.nodeId() + " understands feature levels up to " + introduced.supportedLevel()
                    + ", and the cluster is at level " + level + ": it needs a newer version");
        }
        if (standing.record().phase() == Phase.FOUNDER || standing.record().phase() == Phase.REMOVED) {
            return refused(standing.nodeId() + " is no new node: it needs an empty data directory");
        }
        return guest.invite(
                        standing.nodeId(),
                        standing.record().incarnation(),
                        membership.standing().record().founders(),
                        ANSWER_WITHIN)
                .handle((done, failure) -> failure == null
                        ? CompletableFuture.<Void>completedFuture(null)
                        : ClusterChanges.<Void>refused(
                                standing.nodeId() + " does not take the invitation: " + because(failure)))
                .thenCompose(invited -> invited);
    }

    /** {@code more} of the voters have just answered. */
    private CompletableFuture<Void> requireMajority(List<Member> asked, int more, int voters) {
        List<CompletableFuture<Boolean>> answers = asked.stream()
                .map(Member::id)
                .map(id -> id.equals(raft.consensus().nodeId())
                        ? CompletableFuture.completedFuture(true)
                        : peers.currentTerm(id, ANSWER_WITHIN).handle((term, failure) -> failure == null))
                .toList();
        return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                .thenCompose(all -> {
                    long answering = more
                            + answers.stream().filter(CompletableFuture::join).count();
                    return 2 * answering > voters
                            ? CompletableFuture.completedFuture(null)
                            : refused("of the " + voters + " members that there would be only " + answering
                                    + " answer: no majority");
                });
    }

    private static String because(Throwable failure) {
        return String.valueOf(Failures.cause(failure).getMessage());
    }

    private static <T> CompletableFuture<T> refused(String why) {
        return CompletableFuture.failedFuture(new MembershipRefusedException(why));
    }

    private static <T> CompletableFuture<T> notLeader() {
        return CompletableFuture.failedFuture(new NotProposedException(Reason.NOT_LEADER));
    }
}
