package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/** A group of real members n1, n2 and so on, whose links a test cuts and whose voters it changes. Thread-safe. */
final class RegistryGroup implements AutoCloseable {
    /** Long enough for whatever must happen, on a slow machine too. */
    static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration HAND_OVER = Duration.ofSeconds(3);

    private final RaftMembers members;
    private final Duration electionTimeoutMin;
    private final Duration electionTimeoutMax;
    private final CutLinks links = new CutLinks();
    private final ConcurrentMap<String, RegistryMember> running = new ConcurrentHashMap<>();

    /** Addresses for so many members; none runs yet. */
    RegistryGroup(Path directory, int members, Duration electionTimeoutMin, Duration electionTimeoutMax) {
        this.members = new RaftMembers(directory, members);
        this.electionTimeoutMin = electionTimeoutMin;
        this.electionTimeoutMax = electionTimeoutMax;
    }

    /** Starts the first voters, as many as these. */
    void start(int voters) {
        List<RaftSettings.Member> first = members.all().subList(0, voters);
        first.forEach(voter -> start(voter.id(), first, electionTimeoutMin, electionTimeoutMax));
    }

    /**
     * Starts the first voters. n1 leads, and is slow to notice that nobody follows it any more; others may be slow to notice
     * that nobody leads. What could happen in a moment lasts as long as a test needs.
     */
    void startSlow(int voters, String... patientFollowers) {
        Set<String> patient = Set.of(patientFollowers);
        List<RaftSettings.Member> first = members.all().subList(0, voters);
        first.forEach(voter -> start(
                voter.id(),
                first,
                patient.contains(voter.id()) ? LONG : electionTimeoutMin,
                patient.contains(voter.id()) || voter.id().equals("n1") ? LONG.plusSeconds(1) : electionTimeoutMax));
        await().atMost(LONG).untilAsserted(() -> {
            running()
                    .filter(node -> node.member().leads() && !node.id().equals("n1"))
                    .forEach(node -> node.member().handOver("n1", HAND_OVER));
            assertThat(member("n1").member().leads()).isTrue();
        });
    }

    /** Starts a member that is to join. */
    void startJoining(String nodeId) {
        start(nodeId, List.of(), electionTimeoutMin, electionTimeoutMax);
    }

    private void start(String nodeId, List<RaftSettings.Member> firstVoters, Duration timeoutMin, Duration timeoutMax) {
        List<ServerInterceptor> interceptors = List.of(new TermOrderGuard(), links.interceptor(nodeId));
        RaftSettings settings = members.settings(nodeId, timeoutMin, timeoutMax);
        RaftMember member = new RaftMember(settings, firstVoters, interceptors);
        running.put(nodeId, new RegistryMember(member, new InProcessPeers(nodeId, this)));
    }

    /** Stops a member for good. */
    void stop(String nodeId) {
        member(nodeId).close();
        running.remove(nodeId);
    }

    /**
     * Makes these the voters, with whichever leader does it. Starts again which of them have ended meanwhile, as a node's
     * supervisor does: Ratis ends a member that misses the leader's heartbeats while it is not yet a voter.
     */
    void changeVoters(Collection<String> ids) {
        List<RaftSettings.Member> voters = members.all().stream()
                .filter(member -> ids.contains(member.id()))
                .toList();
        await().atMost(LONG).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            restartEnded(ids);
            // Aside: a leader that is voted out closes itself under Ratis' lock, and who asks it then waits for ever.
            running()
                    .map(RegistryMember::member)
                    .filter(RaftMember::leads)
                    .forEach(leader -> leader.background()
                            .execute(() ->
                                    leader.node().changeVoters(leader.node().members(), voters)));
            assertThat(running()
                            .filter(node -> node.member().leads())
                            .flatMap(node -> node.member().consensus().committedVoters().stream()))
                    .anySatisfy(committed -> assertThat(committed).containsExactlyInAnyOrderElementsOf(ids));
        });
    }

    private void restartEnded(Collection<String> ids) {
        List<String> ended = running()
                .filter(node -> node.member().hasEnded())
                .map(RegistryMember::id)
                .filter(ids::contains)
                .toList();
        for (String nodeId : ended) {
            stop(nodeId);
            startJoining(nodeId);
        }
    }

    CutLinks links() {
        return links;
    }

    /** Cuts a member from all others. */
    void isolate(String nodeId) {
        members.all().stream()
                .filter(other -> !other.id().equals(nodeId))
                .forEach(other -> links.cut(nodeId, other.id()));
    }

    /** The members that run. */
    Stream<RegistryMember> running() {
        return running.values().stream();
    }

    /** A member that may be gone. */
    @Nullable
    RegistryMember find(String nodeId) {
        return running.get(nodeId);
    }

    /** A member that runs. */
    RegistryMember member(String nodeId) {
        RegistryMember found = running.get(nodeId);
        if (found == null) {
            throw new IllegalArgumentException(nodeId + " does not run");
        }
        return found;
    }

    @Override
    public void close() {
        links.mend();
        running().forEach(RegistryMember::close);
    }
}
