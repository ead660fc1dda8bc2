package io.serviceregistry.node.agreement;

import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.node.replication.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One comparison on its way: asks each voter until it has answered or the round is over. Confined to the thread that
 * proposes; answers may arrive on any.
 *
 * <p>A round that all have answered is over at once, and so is one whose outcome no further answer can change. Else it waits:
 * briefly for nodes that are down, and longer where digests differ without a majority, because then everybody who has answered
 * stops serving, and one more answer may tell who need not.
 */
final class ComparisonRound {
    static final long MISSING_NANOS = Duration.ofSeconds(1).toNanos();
    static final long CONTESTED_NANOS = Duration.ofSeconds(5).toNanos();
    static final Duration ASK_FOR = Duration.ofMillis(500);

    /** A follower applies a moment after the leader, so the first answer is often: not yet. */
    static final long ASK_AGAIN_NANOS = Duration.ofMillis(50).toNanos();

    private final long logIndex;
    private final SortedSet<String> voters;
    private final Peers peers;
    private final long beganAtNanos;
    private final Map<String, Long> digests = new ConcurrentHashMap<>();
    private final Map<String, Asked> asked = new HashMap<>();

    private static final class Asked {
        private final long atNanos;
        private volatile boolean answered;

        Asked(long atNanos) {
            this.atNanos = atNanos;
        }
    }

    ComparisonRound(
            long logIndex, SortedSet<String> voters, String self, OptionalLong own, Peers peers, long nowNanos) {
        this.logIndex = logIndex;
        this.voters = voters;
        this.peers = peers;
        this.beganAtNanos = nowNanos;
        own.ifPresent(digest -> digests.put(self, digest));
    }

    long logIndex() {
        return logIndex;
    }

    /** Asks whom it has not heard yet; true when there is nothing more to wait for. */
    boolean isOver(long nowNanos) {
        voters.stream().filter(voter -> !digests.containsKey(voter)).forEach(voter -> ask(voter, nowNanos));
        Map<Long, Integer> counts = new HashMap<>();
        int answered = 0;
        for (String voter : voters) {
            Long digest = digests.get(voter);
            if (digest != null) {
                counts.merge(digest, 1, Integer::sum);
                answered++;
            }
        }
        boolean majority = counts.values().stream().anyMatch(count -> 2 * count > voters.size());
        boolean contested = counts.size() > 1;
        if (answered == voters.size() || (majority && contested)) {
            return true;
        }
        return nowNanos - beganAtNanos >= (contested ? CONTESTED_NANOS : MISSING_NANOS);
    }

    /** What was said so far, one report of each voter. */
    List<StateReport> reports() {
        List<StateReport> reports = new ArrayList<>();
        voters.forEach(voter -> reports.add(new StateReport(voter, digests.get(voter))));
        return reports;
    }

    private void ask(String voter, long nowNanos) {
        Asked last = asked.get(voter);
        if (last != null && (!last.answered || nowNanos - last.atNanos < ASK_AGAIN_NANOS)) {
            return;
        }
        Asked now = new Asked(nowNanos);
        asked.put(voter, now);
        var unused = peers.stateDigest(voter, logIndex, ASK_FOR).whenComplete((digest, failure) -> {
            if (failure == null) {
                digest.ifPresent(said -> digests.put(voter, said));
            }
            now.answered = true;
        });
    }
}
