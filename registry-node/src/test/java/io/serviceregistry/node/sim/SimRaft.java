package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Replicator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One node's part in the shared log: a plain Raft of a few messages, as a model of what the library gives us.
 *
 * <p>Term, vote and log outlive a crash. Elections ask first whether they could succeed, a leader without a majority
 * steps down, and an entry in flight at a change of leader is kept or lost, as it happens.
 */
final class SimRaft implements ConsensusView, Replicator {
    private static final long HEARTBEAT_NANOS = 100 * SimWorld.MILLI;
    private static final long ELECTION_MIN_MILLIS = 500;
    static final long ELECTION_MAX_MILLIS = 1_000;

    /** A promise to whoever proposed an entry. */
    record Promise(SimLogEntry entry, CompletableFuture<List<Result>> results) {}

    private final SimWorld world;
    private final SimNetwork network;
    private final SimNode node;
    private final SimReigns reigns;

    // What is on the disk.
    private long term;
    private @Nullable String votedFor;
    private final List<SimLogEntry> log = new ArrayList<>();

    // What is in memory.
    private Role role = Role.FOLLOWER;
    private @Nullable String leaderId;
    private long readyTerm;
    private long commitIndex;
    private long appliedIndex;
    private long heardNanos;
    private long timeoutNanos;
    private long beatNanos;
    private final Set<String> votes = new TreeSet<>();
    private boolean asksWhetherTheyWould;
    private final Map<String, Long> sendAfter = new HashMap<>();
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Map<String, Long> heardOf = new HashMap<>();
    private final Map<Long, Promise> promises = new HashMap<>();

    SimRaft(SimWorld world, SimNetwork network, SimNode node, SimReigns reigns) {
        this.world = world;
        this.network = network;
        this.node = node;
        this.reigns = reigns;
    }

    /** Starts with what is on the disk, applied up to an index. */
    void start(long imageIndex) {
        role = Role.FOLLOWER;
        leaderId = null;
        readyTerm = 0;
        commitIndex = imageIndex;
        appliedIndex = imageIndex;
        votes.clear();
        promises.clear();
        hear();
        world.after(world.between(1, 25), node, this::tick);
    }

    private void tick() {
        world.after(world.between(20, 30), node, this::tick);
        long now = world.nowNanos();
        if (role == Role.LEADER) {
            if (!hasHeardMajorityWithin(ELECTION_MAX_MILLIS)) {
                follow(term, null);
            } else if (now - beatNanos >= HEARTBEAT_NANOS) {
                replicate();
            }
        } else if (now - heardNanos > timeoutNanos && node.mayStandForElection()) {
            hear();
            role = Role.CANDIDATE;
            leaderId = null;
            askForVotes(term + 1, true);
        }
    }

    /** True when a majority, this node included, answered an append within so much time. */
    boolean hasHeardMajorityWithin(long millis) {
        long heard = node.others().stream()
                .filter(other -> world.nowNanos() - heardOf.getOrDefault(other.id(), 0L) < millis * SimWorld.MILLI)
                .count();
        return isMajority((int) heard + 1);
    }

    private void askForVotes(long forTerm, boolean wouldYou) {
        asksWhetherTheyWould = wouldYou;
        votes.clear();
        votes.add(node.id());
        long lastIndex = lastIndex();
        long lastTerm = termAt(lastIndex);
        for (SimNode other : node.others()) {
            network.send(node, other, () -> other.raft().askedForVote(node, forTerm, lastIndex, lastTerm, wouldYou));
        }
    }

    private void askedForVote(SimNode candidate, long forTerm, long lastIndex, long lastTerm, boolean wouldYou) {
        boolean upToDate =
                lastTerm > termAt(lastIndex()) || (lastTerm == termAt(lastIndex()) && lastIndex >= lastIndex());
        boolean granted;
        if (wouldYou) {
            boolean served = role == Role.LEADER
                    || (leaderId != null && world.nowNanos() - heardNanos < ELECTION_MIN_MILLIS * SimWorld.MILLI);
            granted = forTerm > term && upToDate && !served;
        } else {
            if (forTerm > term) {
                follow(forTerm, null);
            }
            granted = forTerm == term && upToDate && (votedFor == null || votedFor.equals(candidate.id()));
            if (granted) {
                votedFor = candidate.id();
                hear();
            }
        }
        long mine = term;
        network.send(node, candidate, () -> candidate.raft().answeredVote(node, mine, forTerm, granted, wouldYou));
    }

    private void answeredVote(SimNode voter, long voterTerm, long forTerm, boolean granted, boolean wouldYou) {
        if (voterTerm > term) {
            follow(voterTerm, null);
        } else if (granted
                && role == Role.CANDIDATE
                && wouldYou == asksWhetherTheyWould
                && forTerm == (wouldYou ? term + 1 : term)) {
            votes.add(voter.id());
            if (isMajority(votes.size())) {
                win(forTerm, wouldYou);
            }
        }
    }

    private void win(long forTerm, boolean wouldYou) {
        if (wouldYou) {
            term = forTerm;
            votedFor = node.id();
            hear();
            askForVotes(term, false);
            return;
        }
        reigns.elected(node, term);
        role = Role.LEADER;
        leaderId = node.id();
        node.disturb();
        sendAfter.clear();
        acknowledged.clear();
        node.others().forEach(other -> heardOf.put(other.id(), world.nowNanos()));
        log.add(new SimLogEntry(term, lastIndex() + 1, null, world.nowNanos(), reigns.ledNanos()));
        replicate();
    }

    /** Steps down, or moves to a higher term: the role changes before the term. */
    private void follow(long newTerm, @Nullable String leader) {
        if (role == Role.LEADER) {
            role = Role.FOLLOWER;
            reigns.ended(node);
            promises.values()
                    .forEach(promise -> promise.results()
                            .completeExceptionally(new IndeterminateOutcomeException("leadership was lost")));
            promises.clear();
        }
        role = Role.FOLLOWER;
        if (newTerm > term) {
            term = newTerm;
            votedFor = null;
        }
        if (leader == null || !leader.equals(leaderId)) {
            node.disturb();
        }
        leaderId = leader;
    }

    /** The entries proposed since then were not on the disk, but for those that a snapshot holds. */
    void forgetSince(long nanos, long keptIndex) {
        while (lastIndex() > keptIndex && log.get(log.size() - 1).proposedNanos() > nanos) {
            log.remove(log.size() - 1);
        }
    }

    /** Gives leadership up, as an operator may ask. */
    void abdicate() {
        if (role == Role.LEADER) {
            follow(term, null);
            hear();
        }
    }

    private void replicate() {
        beatNanos = world.nowNanos();
        advanceCommit();
        for (SimNode other : node.others()) {
            long from = Math.min(sendAfter.getOrDefault(other.id(), lastIndex() - 1), lastIndex());
            List<SimLogEntry> entries = List.copyOf(log.subList((int) from, log.size()));
            long previousTerm = termAt(from);
            long myTerm = term;
            long committed = commitIndex;
            network.send(node, other, () -> other.raft().append(node, myTerm, from, previousTerm, entries, committed));
        }
    }

    private void append(
            SimNode leader, long leaderTerm, long from, long previousTerm, List<SimLogEntry> entries, long committed) {
        if (leaderTerm < term) {
            answer(leader, false, 0);
            return;
        }
        if (leaderTerm > term || role != Role.FOLLOWER || !leader.id().equals(leaderId)) {
            follow(leaderTerm, leader.id());
        }
        hear();
        if (from > lastIndex() || termAt(from) != previousTerm) {
            answer(leader, false, Math.min(from - 1, lastIndex()));
            return;
        }
        for (SimLogEntry entry : entries) {
            if (entry.index() <= lastIndex() && termAt(entry.index()) != entry.term()) {
                if (entry.index() <= commitIndex) {
                    throw node.overwritten(entry.index());
                }
                log.subList((int) entry.index() - 1, log.size()).clear();
            }
            if (entry.index() > lastIndex()) {
                log.add(entry);
            }
        }
        long matched = from + entries.size();
        commitTo(node.parts().followed(committed, matched));
        world.after(world.between(0, 2), node, () -> answer(leader, true, matched)); // as long as an fsync takes
    }

    private void answer(SimNode leader, boolean success, long index) {
        long mine = term;
        network.send(node, leader, () -> leader.raft().answeredAppend(node, mine, success, index));
    }

    private void answeredAppend(SimNode follower, long followerTerm, boolean success, long index) {
        if (followerTerm > term) {
            follow(followerTerm, null);
            return;
        }
        if (role != Role.LEADER || followerTerm < term) {
            return;
        }
        heardOf.put(follower.id(), world.nowNanos());
        if (success) {
            acknowledged.merge(follower.id(), index, Math::max);
            sendAfter.put(follower.id(), acknowledged.get(follower.id()));
            advanceCommit();
        } else {
            sendAfter.put(follower.id(), Math.max(0, index));
            replicate();
        }
    }

    private void advanceCommit() {
        for (long index = lastIndex(); index > commitIndex && termAt(index) == term; index--) {
            long goal = index;
            long held = 1
                    + node.others().stream()
                            .filter(other -> acknowledged.getOrDefault(other.id(), 0L) >= goal)
                            .count();
            if (node.parts().isCommitted((int) held, node.others().size() + 1)) {
                commitTo(index);
                world.after(world.between(0, 1), node, this::tellCommit);
                return;
            }
        }
    }

    private void tellCommit() {
        if (role == Role.LEADER) {
            replicate();
        }
    }

    private void commitTo(long index) {
        if (index > commitIndex) {
            commitIndex = index;
            world.after(node.applyDelayNanos(), node, this::applyCommitted);
        }
    }

    private void applyCommitted() {
        while (appliedIndex < commitIndex) {
            SimLogEntry next = log.get((int) appliedIndex);
            appliedIndex++;
            Promise promise = promises.remove(appliedIndex);
            node.apply(next, promise != null && promise.entry() == next ? promise : null);
            if (next.entry() == null && next.term() == term && role == Role.LEADER) {
                readyTerm = term;
                reigns.ready(node, term);
            }
        }
    }

    @Override
    public CompletableFuture<List<Result>> propose(Entry entry) {
        CompletableFuture<List<Result>> results = new CompletableFuture<>();
        long decidedNanos = world.nowNanos();
        long ledNanos = reigns.ledNanos();
        long stallNanos = node.proposerStallNanos();
        if (stallNanos > 0) {
            world.after(stallNanos, node, () -> append(entry, decidedNanos, ledNanos, results));
        } else {
            append(entry, decidedNanos, ledNanos, results);
        }
        return results;
    }

    private void append(Entry entry, long decidedNanos, long ledNanos, CompletableFuture<List<Result>> results) {
        if (role != Role.LEADER || world.oneIn(500)) {
            results.completeExceptionally(new NotProposedException(Reason.NOT_LEADER));
            return;
        }
        SimLogEntry logged = new SimLogEntry(term, lastIndex() + 1, entry, decidedNanos, ledNanos);
        log.add(logged);
        promises.put(logged.index(), new Promise(logged, results));
        replicate();
    }

    @Override
    public int sizeOf(LoggedCommand command) {
        return 100;
    }

    private void hear() {
        heardNanos = world.nowNanos();
        timeoutNanos = world.between(ELECTION_MIN_MILLIS, ELECTION_MAX_MILLIS);
    }

    private boolean isMajority(int count) {
        return count > (node.others().size() + 1) / 2;
    }

    private long lastIndex() {
        return log.size();
    }

    private long termAt(long index) {
        return index == 0 ? 0 : log.get((int) index - 1).term();
    }

    @Override
    public String nodeId() {
        return node.id();
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public Optional<String> leaderId() {
        return Optional.ofNullable(leaderId);
    }

    @Override
    public boolean isLeaderReady() {
        return role == Role.LEADER && readyTerm == term;
    }

    @Override
    public long readyTerm() {
        return readyTerm;
    }

    @Override
    public boolean isTrusted() {
        return node.isTrusted();
    }

    @Override
    public long commitIndex() {
        return commitIndex;
    }

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    @Override
    public Optional<SortedSet<String>> committedVoters() {
        return node.membershipChanges() ? Optional.empty() : Optional.of(node.voters());
    }
}
