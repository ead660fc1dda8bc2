package io.serviceregistry.client.testkit;

import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.internal.lease.LeaseKeeper;
import io.serviceregistry.client.internal.lease.RenewalStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Simulated nodes that take renewals in virtual time; everything sent is recorded. */
public final class SimStreams implements RenewalStreams {

    /** What a node does with a request for renewals. */
    public enum Mood {
        /** Renews within the delay set. */
        ANSWERS,
        /** Takes the request and never answers. */
        SILENT,
        /** The connection fails at once. */
        REFUSES,
        /** Answers with an error of its own, such as that it knows no leader. */
        NOT_RENEWING
    }

    /** One request as it was sent. */
    public record Sent(long atNanos, String node, List<Long> leaseIds) {}

    private static final class Node {
        Mood mood = Mood.ANSWERS;
        Duration delay = Duration.ofMillis(2);
        int streamNumber;
    }

    private final ManualScheduler scheduler;
    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> resets = new ArrayList<>();
    private Function<Long, RenewalStatus> outcomes = leaseId -> RenewalStatus.RENEWED;
    private @Nullable LeaseKeeper keeper;

    public SimStreams(ManualScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Whom to tell. */
    public void deliverTo(LeaseKeeper keeper) {
        this.keeper = keeper;
    }

    /** What a node does from now on. */
    public void mood(String node, Mood mood) {
        node(node).mood = mood;
    }

    /** How long a node takes from now on. */
    public void delay(String node, Duration delay) {
        node(node).delay = delay;
    }

    /** What becomes of each lease, as the registry would say when it is asked. */
    public void outcomes(Function<Long, RenewalStatus> outcomes) {
        this.outcomes = outcomes;
    }

    /** Everything sent so far. */
    public List<Sent> sent() {
        return sent;
    }

    /** The nodes whose streams were given up, in order. */
    public List<String> resets() {
        return resets;
    }

    @Override
    public void send(String node, long correlationId, List<Long> leaseIds) {
        sent.add(new Sent(scheduler.nowNanos(), node, List.copyOf(leaseIds)));
        Node to = node(node);
        int stream = to.streamNumber;
        switch (to.mood) {
            case ANSWERS -> later(to, stream, to.delay, () -> keeper().answered(node, correlationId, ask(leaseIds)));
            case NOT_RENEWING -> later(to, stream, to.delay, () -> keeper().refused(node, correlationId));
            case REFUSES ->
                later(to, stream, Duration.ZERO, () -> {
                    to.streamNumber++;
                    keeper().broken(node);
                });
            case SILENT -> {}
        }
    }

    @Override
    public void reset(String node) {
        resets.add(node);
        node(node).streamNumber++;
    }

    private void later(Node node, int stream, Duration delay, Runnable answer) {
        scheduler.schedule(delay.toNanos(), () -> {
            if (node.streamNumber == stream) {
                answer.run();
            }
        });
    }

    private Map<Long, RenewalStatus> ask(List<Long> leaseIds) {
        Map<Long, RenewalStatus> exceptions = new HashMap<>();
        for (long leaseId : leaseIds) {
            RenewalStatus outcome = outcomes.apply(leaseId);
            if (outcome != RenewalStatus.RENEWED) {
                exceptions.put(leaseId, outcome);
            }
        }
        return exceptions;
    }

    private Node node(String name) {
        return nodes.computeIfAbsent(name, unused -> new Node());
    }

    private LeaseKeeper keeper() {
        if (keeper == null) {
            throw new IllegalStateException("keeper: none (expected: deliverTo was called)");
        }
        return keeper;
    }
}
