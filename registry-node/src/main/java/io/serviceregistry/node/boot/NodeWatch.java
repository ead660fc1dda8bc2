package io.serviceregistry.node.boot;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.raft.MemberCondition;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.raft.Watchdog;
import io.serviceregistry.node.replication.Peers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after this node's Raft member: does what the {@link Watchdog} says. To be run once a second, one look after the
 * other, by a thread that nothing else can hold up.
 */
final class NodeWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeWatch.class);
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(500);
    private static final Duration STEP_DOWN_WITHIN = Duration.ofSeconds(3);

    private final RatisNode raft;
    private final Peers peers;
    private final Supplier<List<String>> others;
    private final BooleanSupplier removed;
    private final FaultHandler faults;
    private final BooleanSupplier stopping;
    private final Watchdog watchdog = new Watchdog();
    private volatile int answering;

    /** Whether this node was seen among the members: who is still being brought up to date cannot have been removed. */
    private boolean wasMember;

    /**
     * Watches a member that has been started.
     *
     * @param others the ids of the other members
     * @param removed asks whether this node was removed; may take a second
     * @param stopping true once the node is being stopped: a member that closes is no fault then
     */
    NodeWatch(
            RatisNode raft,
            Peers peers,
            Supplier<List<String>> others,
            BooleanSupplier removed,
            FaultHandler faults,
            BooleanSupplier stopping) {
        this.raft = raft;
        this.peers = peers;
        this.others = others;
        this.removed = removed;
        this.faults = faults;
        this.stopping = stopping;
    }

    @Override
    public void run() {
        MemberCondition member = raft.condition();
        wasMember |= raft.members().stream()
                .anyMatch(each -> each.id().equals(raft.consensus().nodeId()));
        boolean electable = 2 * (answering + 1) > others.get().size() + 1;
        Watchdog.Verdict verdict = watchdog.look(member, electable);
        if (Watchdog.asksForOthers(member)) {
            countAnswers();
        } else {
            answering = 0;
        }
        if (!stopping.getAsBoolean()) {
            act(verdict, member);
        }
    }

    private void act(Watchdog.Verdict verdict, MemberCondition member) {
        if (verdict == Watchdog.Verdict.LEFT_OUT && !wasMember) {
            return; // invited, and not added yet: its operator has yet to ask, or to ask again
        }
        boolean out = verdict == Watchdog.Verdict.CLOSED || verdict == Watchdog.Verdict.LEFT_OUT;
        if (out && wasMember && removed.getAsBoolean()) {
            faults.onFault(FaultKind.REMOVED, "this node was removed from the cluster", null);
            return;
        }
        switch (verdict) {
            case FINE -> {}
            case STEP_DOWN -> stepDown(member);
            case CLOSED ->
                faults.onFault(
                        FaultKind.RAFT_CLOSED,
                        "Ratis has closed this node's Raft member by itself (an earlier error in the log may say why; on"
                                + " a first start, check that cluster.members is the same on all nodes)",
                        null);
            case NOT_READY ->
                faults.onFault(
                        FaultKind.NOT_LEADING,
                        "this node leads term " + member.term() + ", does not become ready, and stepping down did not"
                                + " help (started again, it leaves leading to others)",
                        null);
            case LEFT_OUT ->
                faults.onFault(
                        FaultKind.NOT_LEADING,
                        "this node's Raft member takes no part, although a majority of the nodes answers (check that"
                                + " cluster.members is the same on all nodes, and that their raft addresses can be"
                                + " reached from each other)",
                        null);
        }
    }

    private void stepDown(MemberCondition member) {
        LOG.warn("This node leads term {} and does not become ready: it steps down", member.term());
        var unused = raft.stepDown(STEP_DOWN_WITHIN).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("Stepping down did not work out: {}", failure.toString());
            }
        });
    }

    /** For the next look: a call that is not answered by then counts as unanswered. */
    private void countAnswers() {
        List<CompletableFuture<Boolean>> calls = others.get().stream()
                .map(other -> peers.currentTerm(other, ANSWER_WITHIN).handle((term, failure) -> failure == null))
                .toList();
        var unused = CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0]))
                .thenRun(() -> answering =
                        (int) calls.stream().filter(CompletableFuture::join).count());
    }
}
