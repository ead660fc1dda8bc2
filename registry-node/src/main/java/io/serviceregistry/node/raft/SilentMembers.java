package io.serviceregistry.node.raft;

import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hangs up on members that do not answer, so that the next message dials them again.
 *
 * <p>Ratis 3.3.0 never gives up a connection that TCP has not given up: its channels have neither keepalive nor a time in which
 * the other side must greet, and it offers no way to set them. A connection that the kernel took in for a process that was
 * stopped, or whose packets were dropped for a while, can be mute for minutes after the member is back, and elections and
 * followers wait behind it.
 *
 * <p>Who is silent for another reason loses nothing: messages of Raft may get lost and are sent again. Thread-safe.
 */
final class SilentMembers {
    private static final Logger LOG = LoggerFactory.getLogger(SilentMembers.class);
    private static final Duration LEAST_PATIENCE_WITH_FOLLOWERS = Duration.ofSeconds(5);

    /** Asked without an answer, for the first and for the last time. */
    private record Asked(long firstNanos, long lastNanos) {}

    private final Clock clock;
    private final long patienceWithVotersNanos;
    private final long patienceWithFollowersNanos;
    private final Consumer<RaftPeerId> hangUp;
    private final Map<RaftPeerId, Asked> voters = new ConcurrentHashMap<>();
    private final Map<RaftPeerId, Long> hungUpNanos = new ConcurrentHashMap<>();

    /**
     * Nobody is silent yet.
     *
     * @param requestTimeout how long a voter may be silent
     * @param electionTimeout the longest
     * @param hangUp gives up the connections to a member, without waiting
     */
    SilentMembers(Clock clock, Duration requestTimeout, Duration electionTimeout, Consumer<RaftPeerId> hangUp) {
        this.clock = clock;
        this.patienceWithVotersNanos = requestTimeout.toNanos();
        // A follower answers twice within the least election timeout, if it can.
        Duration manyHeartbeats = electionTimeout.multipliedBy(2);
        this.patienceWithFollowersNanos = manyHeartbeats.compareTo(LEAST_PATIENCE_WITH_FOLLOWERS) > 0
                ? manyHeartbeats.toNanos()
                : LEAST_PATIENCE_WITH_FOLLOWERS.toNanos();
        this.hangUp = hangUp;
    }

    /** A member is asked for its vote. What it was asked long ago, in another election, has no part in this. */
    void asked(RaftPeerId voter) {
        long now = clock.monotonicNanos();
        voters.compute(
                voter,
                (id, before) -> new Asked(
                        before == null || now - before.lastNanos > patienceWithVotersNanos ? now : before.firstNanos,
                        now));
    }

    /** A member has answered, or there is no connection to it that could be given up. */
    void answered(RaftPeerId voter) {
        voters.remove(voter);
    }

    /** Nobody waits for a member's vote any longer. An election gives up much earlier than a request does, and asks again. */
    void unanswered(RaftPeerId voter) {
        Asked asked = voters.get(voter);
        if (asked != null) {
            silent(voter, clock.monotonicNanos() - asked.firstNanos, patienceWithVotersNanos);
        }
    }

    /** A leader's look at its followers. */
    void look(Iterable<ServerRpcProto> followers) {
        for (ServerRpcProto follower : followers) {
            silent(
                    RaftPeerId.valueOf(follower.getId().getId()),
                    Duration.ofMillis(follower.getLastRpcElapsedTimeMs()).toNanos(),
                    patienceWithFollowersNanos);
        }
    }

    private void silent(RaftPeerId member, long silentNanos, long patienceNanos) {
        long now = clock.monotonicNanos();
        Long before = hungUpNanos.get(member);
        if (silentNanos >= patienceNanos && (before == null || now - before >= patienceNanos)) {
            hungUpNanos.put(member, now);
            boolean answeredSince = before == null || now - before > silentNanos;
            if (answeredSince) { // of a member that is down it would be said for ever
                LOG.info(
                        "Hung up on {}: silent for {} ms",
                        member,
                        Duration.ofNanos(silentNanos).toMillis());
            }
            hangUp.accept(member);
        }
    }
}
