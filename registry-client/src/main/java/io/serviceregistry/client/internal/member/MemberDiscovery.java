package io.serviceregistry.client.internal.member;

import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.internal.call.Scheduler;
import io.serviceregistry.proto.v1.ListMembersResponse;
import io.serviceregistry.proto.v1.Member;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the members of the cluster: asks for them now and then, and soon after a node has failed, and gives the selector
 * the ring of addresses that follows. Begins when a node has answered for the first time.
 *
 * <p>An answer older than one before it, by its place in the log, says nothing: a node that was removed, or cut off, goes on
 * telling what it knew. Only when no newer one comes for minutes is it taken: the cluster may have been set back.
 *
 * <p>Decisions are made on the scheduler's thread; nothing here blocks.
 */
public final class MemberDiscovery implements NodeSelector.Witness {

    /** Long enough for ten thousand clients to cost the cluster little. */
    static final long SHORTEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** After the first answer and after failures; the clients of a node that fails do not all ask at once. */
    static final long SHORTEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long OLDER_COUNTS_AFTER_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int MAX_MEMBERS = 64; // they come from the wire; no cluster has more

    private static final Logger log = LoggerFactory.getLogger(MemberDiscovery.class);

    private final KnownAddresses known;
    private final NodeSelector selector;
    private final MemberSource source;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Set<String> toldUnreachable = new HashSet<>();
    private volatile boolean begun;
    private boolean underWay;
    private long plan; // names the planned look; earlier plans are void
    private long plannedNanos;
    private long lookedNanos;
    private @Nullable ResponseHeader newest;
    private long newestNanos;

    /** Follows the members of the cluster that the {@code configured} addresses lead to. */
    public MemberDiscovery(
            List<String> configured,
            NodeSelector selector,
            MemberSource source,
            Scheduler scheduler,
            RandomGenerator random) {
        this.known = new KnownAddresses(configured);
        this.selector = selector;
        this.source = source;
        this.scheduler = scheduler;
        this.random = random;
    }

    @Override
    public void answered() {
        if (!begun) {
            scheduler.execute(() -> {
                if (!begun) {
                    begun = true;
                    lookIn(between(SHORTEST_WAIT_NANOS, LONGEST_WAIT_NANOS));
                }
            });
        }
    }

    @Override
    public void failed() {
        if (begun) {
            scheduler.execute(this::lookSooner);
        }
    }

    private void lookSooner() {
        long now = scheduler.nowNanos();
        if (underWay || plannedNanos - now <= LONGEST_WAIT_NANOS) {
            return;
        }
        long rested = Math.max(0, lookedNanos + LONGEST_WAIT_NANOS - now);
        lookIn(Math.max(rested, between(SHORTEST_WAIT_NANOS, LONGEST_WAIT_NANOS)));
    }

    private void lookIn(long delayNanos) {
        plannedNanos = scheduler.nowNanos() + delayNanos;
        long mine = ++plan;
        scheduler.schedule(delayNanos, () -> {
            if (plan == mine) {
                look();
            }
        });
    }

    private void look() {
        underWay = true;
        lookedNanos = scheduler.nowNanos();
        CompletableFuture<?> unused = source.members()
                .whenComplete((answer, failure) -> scheduler.execute(() -> {
                    if (failure != null) {
                        log.debug("The members are not known: {}", failure.getMessage());
                        done();
                    } else if (isNews(answer)) {
                        take(answer);
                    } else {
                        done();
                    }
                }));
    }

    private void done() {
        underWay = false;
        lookIn(between(SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
    }

    private boolean isNews(ListMembersResponse answer) {
        ResponseHeader before = newest;
        boolean older = before != null
                && before.getClusterId().equals(answer.getHeader().getClusterId())
                && answer.getHeader().getLogIndex() < before.getLogIndex()
                && scheduler.nowNanos() - newestNanos < OLDER_COUNTS_AFTER_NANOS;
        return !older && answer.getMembersCount() > 0;
    }

    private void take(ListMembersResponse answer) {
        newest = answer.getHeader();
        newestNanos = scheduler.nowNanos();
        Map<String, String> members = new LinkedHashMap<>();
        for (Member member : answer.getMembersList()) {
            if (members.size() < MAX_MEMBERS && !member.getGrpcAddress().isEmpty()) {
                members.put(member.getNodeId(), member.getGrpcAddress());
            }
        }
        known.members(members);
        toldUnreachable.retainAll(members.values());
        // First where the configured addresses lead: then those of members need not be tried for what is reached
        // already.
        greet(known.doubtful(), () -> greet(known.unmet(), this::use));
    }

    /** Asks each who it is, and goes on when all have answered or failed. */
    private void greet(List<String> addresses, Runnable next) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(source.greet(address).handle((header, failure) -> {
                scheduler.execute(() -> met(address, header, failure));
                return null;
            }));
        }
        CompletableFuture<?> unused = CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> scheduler.execute(next));
    }

    private void met(String address, @Nullable ResponseHeader header, @Nullable Throwable failure) {
        String expected = known.memberAt(address);
        if (header != null
                && isOfCluster(header)
                && (expected.isEmpty() || header.getNodeId().equals(expected))) {
            known.met(address, header.getNodeId());
            toldUnreachable.remove(address);
        } else if (!expected.isEmpty() && toldUnreachable.add(address)) {
            log.info(
                    "The member {} cannot be reached at {}, which it names for clients: {}",
                    expected,
                    address,
                    failure == null ? "another node answers there" : failure.getMessage());
        }
    }

    private boolean isOfCluster(ResponseHeader header) {
        return newest != null && header.getClusterId().equals(newest.getClusterId());
    }

    private void use() {
        List<String> before = selector.ring();
        List<String> ring = known.ring(before, random);
        if (!ring.equals(before)) {
            log.info("The nodes are looked for at {}", ring);
            selector.change(ring);
        }
        Set<String> kept = new HashSet<>(ring);
        Optional<String> leader = selector.leader();
        leader.ifPresent(kept::add);
        source.keepOnly(kept);
        done();
    }

    private long between(long shortest, long longest) {
        return shortest + random.nextLong(longest - shortest + 1);
    }
}
