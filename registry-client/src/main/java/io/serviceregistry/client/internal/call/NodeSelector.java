package io.serviceregistry.client.internal.call;

import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Chooses the node for each attempt: the leader for writes while it is known and well; otherwise one node of the ring,
 * always the same until it fails, and the one that renews leases, if one does. The ring is shuffled, so that many clients
 * spread over the nodes.
 *
 * <p>A node that failed is suspect for a time that doubles with each failure and is chosen last meanwhile. When the
 * time is over a single attempt goes there on probation, and the others follow when it works out: a node that hangs
 * costs one slow attempt now and then, not one per call.
 *
 * <p>Thread-safe.
 */
public final class NodeSelector {

    private static final long FIRST_SUSPICION_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_SUSPICION_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** For an address that only headers named: it may be one that clients can never reach. */
    private static final long LONGEST_SUSPICION_OF_LEARNED_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final long PROBATION_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MAX_DOUBLINGS = 20;
    private static final int MAX_LEARNED = 64; // addresses come from the wire

    /** Hears of nodes that answer and of nodes that do not, on any thread, and must be quick. */
    public interface Witness {
        /** A node answered. */
        void answered();

        /** A node did not answer, or says that it cannot serve. */
        void failed();
    }

    private static final Witness NOBODY = new Witness() {
        @Override
        public void answered() {}

        @Override
        public void failed() {}
    };

    private final Map<String, Suspicion> suspicions = new HashMap<>();
    private final LeaderTracker leaderTracker = new LeaderTracker();
    private volatile List<String> ring; // never empty, never changed in place
    private volatile Witness witness = NOBODY;
    private String sticky; // one of the ring

    private static final class Suspicion {
        int failures;
        long untilNanos;
    }

    /** The configured addresses; {@code random} shuffles them. */
    public NodeSelector(List<String> addresses, Random random) {
        List<String> shuffled = new ArrayList<>(addresses);
        Collections.shuffle(shuffled, random);
        this.ring = List.copyOf(shuffled);
        this.sticky = ring.get(0);
    }

    /** The addresses in the order in which this client tries them; at first the configured ones. Immutable. */
    public List<String> ring() {
        return ring;
    }

    /** Another ring, not empty. What is not in it is chosen no more, unless it leads; what stays keeps its standing. */
    public synchronized void change(List<String> newRing) {
        ring = List.copyOf(newRing);
        if (!ring.contains(sticky)) {
            sticky = ring.get(0);
        }
    }

    /** Tells somebody, nobody else from now on, of nodes that answer and that do not. */
    public void tell(Witness newWitness) {
        witness = newWitness;
    }

    /** The leader's address, when it is known. */
    public synchronized Optional<String> leader() {
        return leaderTracker.leader();
    }

    /** The node for the next attempt of a call that has tried some nodes before. */
    synchronized String pick(boolean preferLeader, Set<String> tried, long nowNanos) {
        if (preferLeader) {
            Optional<String> leader = leaderTracker.leader();
            if (leader.isPresent() && !tried.contains(leader.get()) && isWell(leader.get(), nowNanos)) {
                return onProbation(leader.get(), nowNanos);
            }
        }
        int first = ring.indexOf(sticky);
        for (int i = 0; i < ring.size(); i++) {
            String address = ring.get((first + i) % ring.size());
            if (!tried.contains(address) && isWell(address, nowNanos)) {
                return onProbation(address, nowNanos);
            }
        }
        for (int i = 0; i < ring.size(); i++) {
            String address = ring.get((first + i) % ring.size());
            if (!tried.contains(address)) {
                return address;
            }
        }
        return sticky;
    }

    /** The node for a stream that reads: not one of those tried before, while there is another. */
    public synchronized String pickForReading(Set<String> tried, long nowNanos) {
        return pick(false, tried, nowNanos);
    }

    /** The node answered, be it with a refusal of the request: it is well. */
    public synchronized void answered(String address) {
        suspicions.remove(address);
    }

    /** Renewals are answered there: what is begun from now on goes there too, so that one connection carries all. */
    public synchronized void settle(String address) {
        if (ring.contains(address)) {
            sticky = address;
        }
    }

    /** A header came from the node. */
    public void learn(String address, ResponseHeader header) {
        synchronized (this) {
            leaderTracker.observe(address, header);
        }
        witness.answered();
    }

    /** The node did not answer, or says that it cannot serve. */
    public void failed(String address, long nowNanos) {
        suspect(address, nowNanos);
        witness.failed();
    }

    private synchronized void suspect(String address, long nowNanos) {
        boolean inRing = ring.contains(address);
        if (suspicions.size() >= ring.size() + MAX_LEARNED) {
            suspicions.keySet().retainAll(ring);
        }
        Suspicion suspicion = suspicions.computeIfAbsent(address, unused -> new Suspicion());
        long longest = inRing ? LONGEST_SUSPICION_NANOS : LONGEST_SUSPICION_OF_LEARNED_NANOS;
        long span = Math.min(longest, FIRST_SUSPICION_NANOS << Math.min(suspicion.failures, MAX_DOUBLINGS));
        suspicion.failures++;
        suspicion.untilNanos = nowNanos + span;
        if (sticky.equals(address)) {
            sticky = ring.get((ring.indexOf(sticky) + 1) % ring.size());
        }
    }

    private boolean isWell(String address, long nowNanos) {
        Suspicion suspicion = suspicions.get(address);
        return suspicion == null || nowNanos - suspicion.untilNanos >= 0;
    }

    private String onProbation(String address, long nowNanos) {
        Suspicion suspicion = suspicions.get(address);
        if (suspicion != null) {
            suspicion.untilNanos = nowNanos + PROBATION_NANOS;
        }
        return address;
    }
}
