package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.internal.call.Scheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of all registrations of a client alive, with few messages: whatever is due at a tick goes out as
 * one.
 *
 * <p>Each lease goes round like this, for ever:
 *
 * <pre>
 * waiting --due: TTL/3 after the last renewal was sent--> asked of the current node
 * asked   --answered: renewed, recovered--> waiting
 *         --answered: replaced, unknown--> dropped
 *         --an error, a broken stream, or no answer within TTL/9--> asked of the next node
 *         --every node had its turn--> waiting, for at most TTL/9
 * </pre>
 *
 * <p>An answer counts whenever it comes: a slow node renews leases too. Times count from the sending of a renewal, so
 * that what the keeper believes of a lease is never rosier than what the registry knows.
 *
 * <p>Confined to the scheduler's thread.
 */
public final class LeaseKeeper {

    private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

    /** The most lease ids in one request that the schema allows. */
    static final int MAX_LEASES_PER_REQUEST = 10_000;
    /** Renewals due within one tick share a message; short against TTL/9 of the shortest TTL, 111 ms. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    /** An hour-long TTL is no reason to wait minutes for a node that hangs. */
    static final long LONGEST_ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** A stream that has not answered for so long is given up: its messages only pile up. */
    static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MAX_VOID_DUES = 1_000; // beyond one for each lease
    /** Renewals come early by up to a tenth, so that the leases of many clients do not march in step. */
    private static final double JITTER = 0.1;

    private final Scheduler scheduler;
    private final RenewalStreams streams;
    private final Supplier<List<String>> nodes;
    private final RandomGenerator random;
    private final LeaseCounts counts = new LeaseCounts();

    private final Map<Long, KeptLease> leases = new HashMap<>();
    private final PriorityQueue<Due> dues = new PriorityQueue<>();
    private final Map<Long, Attempt> outstanding = new LinkedHashMap<>(); // in the order sent
    private final Set<String> streamsTo = new HashSet<>();
    private String current;
    private long lastCorrelationId;
    private @Nullable Long plannedNanos; // when the planned tick comes
    private long plan; // names the planned tick; earlier plans are void

    /**
     * Renews over {@code streams}, at the first of {@code nodes} until it fails or is not one of them any more.
     *
     * @param nodes whom to ask, in that order; never empty, and another list whenever they have changed
     */
    public LeaseKeeper(
            Scheduler scheduler, RenewalStreams streams, Supplier<List<String>> nodes, RandomGenerator random) {
        this.scheduler = scheduler;
        this.streams = streams;
        this.nodes = nodes;
        this.current = nodes.get().get(0);
        this.random = random;
    }

    /**
     * Keeps a lease from now on.
     *
     * @param grantedNanos a time not after the grant of the lease, such as when its registration was first sent
     */
    public void keep(long leaseId, long ttlNanos, long grantedNanos, LeaseHolder holder) {
        KeptLease lease = new KeptLease(leaseId, ttlNanos, grantedNanos, holder);
        leases.put(leaseId, lease);
        counts.kept(leases.size());
        waitUntil(lease, dueAfter(lease, random.nextDouble()));
        planTick();
    }

    /** Forgets a lease; nothing more is said about it. */
    public void drop(long leaseId) {
        KeptLease lease = leases.remove(leaseId);
        if (lease != null) {
            counts.kept(leases.size());
            lease.dropped = true;
            lease.due = null;
            if (dues.size() > 2 * leases.size() + MAX_VOID_DUES) {
                dues.removeIf(due -> due.lease.due != due); // a day-long TTL must not keep what was closed for hours
            }
        }
    }

    /** The number of leases kept. */
    public int size() {
        return leases.size();
    }

    /** What became of them so far; to be read by any thread. */
    public LeaseCounts counts() {
        return counts;
    }

    /** A node answered a request; leases that {@code exceptions} does not name were renewed. */
    public void answered(String node, long correlationId, Map<Long, RenewalStatus> exceptions) {
        Attempt attempt = remove(node, correlationId);
        if (attempt == null) {
            return;
        }
        double chance = random.nextDouble(); // one for all: leases that share a message go on sharing it
        for (KeptLease lease : attempt.leases) {
            if (!lease.dropped) {
                settle(lease, attempt, exceptions.getOrDefault(lease.id, RenewalStatus.RENEWED), chance);
            }
        }
        planTick();
    }

    /** A node answered that it could not renew any of the leases, for a reason that is its own. */
    public void refused(String node, long correlationId) {
        Attempt attempt = remove(node, correlationId);
        if (attempt != null) {
            counts.refused(attempt.leases.size());
            tryNext(attempt);
            planTick();
        }
    }

    /** The stream to a node broke: what it has not answered, it will not answer. */
    public void broken(String node) {
        giveUp(node);
        planTick();
    }

    private void tick() {
        long now = scheduler.nowNanos();
        for (Attempt attempt : List.copyOf(outstanding.values())) {
            if (!attempt.timedOut && now - attempt.timeoutNanos >= 0) {
                attempt.timedOut = true; // stays outstanding: a late answer is an answer
                counts.unanswered(attempt.leases.size());
                tryNext(attempt);
            }
        }
        List<String> members = nodes.get();
        for (String node : List.copyOf(streamsTo)) {
            Attempt oldest = oldestOutstanding(node);
            if (oldest != null && now - oldest.sentNanos >= SILENCE_NANOS) {
                log.debug("Gave up the renewal stream to {}: silent for {} ms", node, SILENCE_NANOS / 1_000_000);
                streams.reset(node);
                giveUp(node);
            } else if (oldest == null && !members.contains(node)) {
                streams.reset(node); // what was asked there is answered, and nothing more will be
                streamsTo.remove(node);
            }
        }
        sendDue(now);
    }

    private void sendDue(long now) {
        List<KeptLease> due = new ArrayList<>();
        while (!dues.isEmpty() && dues.peek().atNanos - (now + TICK_NANOS) <= 0) {
            Due next = dues.poll();
            if (next.lease.due != next) {
                continue; // dropped or rescheduled since
            }
            next.lease.due = null;
            due.add(next.lease);
            if (due.size() == MAX_LEASES_PER_REQUEST) {
                send(due, currentNode(), 1);
                due = new ArrayList<>();
            }
        }
        if (!due.isEmpty()) {
            send(due, currentNode(), 1);
        }
    }

    private String currentNode() {
        List<String> all = nodes.get();
        if (!all.contains(current)) {
            current = all.get(0);
        }
        return current;
    }

    /** The first for a node that is not one of them any more. */
    private String after(String node) {
        List<String> all = nodes.get();
        return all.get((all.indexOf(node) + 1) % all.size());
    }

    private void send(List<KeptLease> asked, String node, int turn) {
        long now = scheduler.nowNanos();
        long timeout = Long.MAX_VALUE;
        List<Long> ids = new ArrayList<>(asked.size());
        for (KeptLease lease : asked) {
            ids.add(lease.id);
            timeout = Math.min(timeout, lease.attemptNanos());
        }
        Attempt attempt = new Attempt(++lastCorrelationId, node, asked, turn, now, now + timeout);
        for (KeptLease lease : asked) {
            lease.attempt = attempt;
        }
        outstanding.put(attempt.correlationId, attempt);
        counts.sent(ids.size());
        streamsTo.add(node);
        try {
            streams.send(node, attempt.correlationId, ids);
        } catch (RuntimeException e) {
            log.error("Could not send renewals to {}", node, e); // the attempt times out like any other
        }
    }

    /**
     * The attempt failed: what is still waiting for it goes to the next node, or has a rest when all had their turn.
     */
    private void tryNext(Attempt attempt) {
        if (current.equals(attempt.node)) {
            current = after(current);
        }
        List<KeptLease> waiting = new ArrayList<>();
        for (KeptLease lease : attempt.leases) {
            if (!lease.dropped && lease.attempt == attempt) {
                waiting.add(lease);
            }
        }
        if (waiting.isEmpty()) {
            return;
        }
        if (attempt.turn < nodes.get().size()) {
            send(waiting, after(attempt.node), attempt.turn + 1);
            return;
        }
        log.debug("No node renewed {} leases; trying again", waiting.size());
        double chance = random.nextDouble();
        for (KeptLease lease : waiting) {
            rest(lease, chance);
            tell(lease, holder -> holder.unanswered(lease.id, lease.renewedNanos));
        }
    }

    private void settle(KeptLease lease, Attempt attempt, RenewalStatus status, double chance) {
        counts.answered(status);
        switch (status) {
            case RENEWED, RECOVERED -> {
                lease.attempt = null;
                if (attempt.sentNanos - lease.renewedNanos > 0) {
                    lease.renewedNanos = attempt.sentNanos;
                }
                waitUntil(lease, dueAfter(lease, chance));
                tell(lease, holder -> holder.renewed(lease.id, status == RenewalStatus.RECOVERED));
            }
            case REPLACED -> {
                drop(lease.id);
                tell(lease, holder -> holder.replaced(lease.id));
            }
            case UNKNOWN -> {
                drop(lease.id);
                tell(lease, holder -> holder.unknown(lease.id));
            }
            case UNRECOGNIZED -> {
                if (lease.attempt == attempt) {
                    rest(lease, chance);
                }
            }
        }
    }

    /** A node fell silent or broke off: every attempt with it has failed. */
    private void giveUp(String node) {
        List<Attempt> lost = new ArrayList<>();
        for (Iterator<Attempt> all = outstanding.values().iterator(); all.hasNext(); ) {
            Attempt attempt = all.next();
            if (attempt.node.equals(node)) {
                all.remove();
                lost.add(attempt);
            }
        }
        lost.stream()
                .filter(attempt -> !attempt.timedOut) // those that did are counted
                .forEach(attempt -> counts.unanswered(attempt.leases.size()));
        lost.forEach(this::tryNext);
    }

    private @Nullable Attempt remove(String node, long correlationId) {
        Attempt attempt = outstanding.get(correlationId);
        return attempt != null && attempt.node.equals(node) ? outstanding.remove(correlationId) : null;
    }

    private @Nullable Attempt oldestOutstanding(String node) {
        for (Attempt attempt : outstanding.values()) {
            if (attempt.node.equals(node)) {
                return attempt;
            }
        }
        return null;
    }

    private static long dueAfter(KeptLease lease, double chance) {
        double third = lease.ttlNanos / 3.0;
        return lease.renewedNanos + (long) (third * (1 - JITTER * chance));
    }

    /** A pause between two rounds over all nodes: half of the longest for sure, the rest by chance. */
    private void rest(KeptLease lease, double chance) {
        lease.attempt = null;
        double longest = lease.attemptNanos();
        waitUntil(lease, scheduler.nowNanos() + (long) (longest * (1 + chance) / 2));
    }

    private void waitUntil(KeptLease lease, long atNanos) {
        Due due = new Due(atNanos, lease);
        lease.due = due;
        dues.add(due);
    }

    /** Makes sure that a tick comes when something is to be done, and none when nothing is. */
    private void planTick() {
        if (dues.isEmpty() && outstanding.isEmpty()) {
            return;
        }
        long now = scheduler.nowNanos();
        long next = Math.max(0, nextConcernNanos(now) - now);
        long delay = Math.max(TICK_NANOS, next);
        if (plannedNanos != null && plannedNanos - (now + delay) <= 0) {
            return; // the planned tick comes early enough, and plans again
        }
        plannedNanos = now + delay;
        long mine = ++plan;
        scheduler.schedule(delay, () -> {
            if (plan == mine) {
                plannedNanos = null;
                try {
                    tick();
                } finally {
                    planTick();
                }
            }
        });
    }

    private long nextConcernNanos(long now) {
        Due due = dues.peek();
        long next = due == null ? now + SILENCE_NANOS : due.atNanos;
        for (Attempt attempt : outstanding.values()) {
            long concern = attempt.timedOut ? attempt.sentNanos + SILENCE_NANOS : attempt.timeoutNanos;
            next = concern - next < 0 ? concern : next;
        }
        return next;
    }

    /** A holder's defect is the holder's: the other leases go on. */
    private static void tell(KeptLease lease, Consumer<LeaseHolder> news) {
        try {
            news.accept(lease.holder);
        } catch (RuntimeException e) {
            log.error("The holder of lease {} failed", lease.id, e);
        }
    }

    private static final class KeptLease {
        final long id;
        final long ttlNanos;
        final LeaseHolder holder;
        long renewedNanos; // when the last renewal answered was sent

        @Nullable
        Attempt attempt; // the one that is waited for

        @Nullable
        Due due; // the entry that counts; others are void

        boolean dropped;

        KeptLease(long id, long ttlNanos, long renewedNanos, LeaseHolder holder) {
            this.id = id;
            this.ttlNanos = ttlNanos;
            this.renewedNanos = renewedNanos;
            this.holder = holder;
        }

        long attemptNanos() {
            return Math.min(ttlNanos / 9, LONGEST_ATTEMPT_NANOS);
        }
    }

    /** Compared by identity: a lease has one entry that counts, and maybe void ones with the same time. */
    private static final class Due implements Comparable<Due> {
        final long atNanos;
        final KeptLease lease;

        Due(long atNanos, KeptLease lease) {
            this.atNanos = atNanos;
            this.lease = lease;
        }

        @Override
        public int compareTo(Due other) {
            return Long.compare(atNanos - other.atNanos, 0); // nanoTime may wrap around
        }
    }

    private static final class Attempt {
        final long correlationId;
        final String node;
        final List<KeptLease> leases;
        final int turn; // of the nodes in this round: 1 is the first
        final long sentNanos;
        final long timeoutNanos;
        boolean timedOut;

        Attempt(long correlationId, String node, List<KeptLease> leases, int turn, long sentNanos, long timeoutNanos) {
            this.correlationId = correlationId;
            this.node = node;
            this.leases = leases;
            this.turn = turn;
            this.sentNanos = sentNanos;
            this.timeoutNanos = timeoutNanos;
        }
    }
}
