package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.LeaseLife;
import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewalStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Holders that use up what the promise allows: each renews its lease, of 5 s, only when nearly two thirds of it have
 * gone, asks two nodes once, and rests for most of a TTL when neither answers.
 *
 * <p>That is enough by the promise: the renewal reaches a node connected to a majority within the TTL. Without the grace
 * after a change of leader it is not enough. Some renewals come right after the leader's death; a follower keeps them for a
 * second, then drops them; a new leader begins a moment later, with two seconds of these leases left; and their
 * holders still rest. (Much less than the two seconds that are left would tell of a busy machine, not of the registry.)
 *
 * <p>Who tries when runs on the timer's one thread.
 */
final class LateHolders {
    static final String SERVICE = "late";

    private static final Duration TTL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMillis(400);

    /** By then a node has said what became of a renewal; shorter than the time between two tries. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private static final long REST_NANOS = Duration.ofMillis(3_600).toNanos();
    private static final double EARLIEST = 0.60;
    private static final double LATEST = 0.66;

    private static final int MAX_GRANT_TRIES = 30;
    private static final Duration GRANT_DEADLINE = Duration.ofSeconds(2);

    private final List<NodeCalls> nodes;
    private final Set<String> sick;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    private final List<Holder> holders = new ArrayList<>();
    private volatile boolean stopping;

    /** @param sick the nodes that a fault is aimed at right now */
    LateHolders(List<NodeCalls> nodes, Set<String> sick, ScheduledExecutorService timer, RandomGenerator random) {
        this.nodes = List.copyOf(nodes);
        this.sick = sick;
        this.timer = timer;
        this.random = random;
    }

    /** Registers so many, while all is well, and renews them from then on. */
    void register(int count) {
        List<CompletableFuture<Holder>> grants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            grants.add(grant("late-%04d".formatted(i), i, MAX_GRANT_TRIES));
        }
        for (CompletableFuture<Holder> grant : grants) {
            Holder holder = grant.join();
            holders.add(holder);
            // Spread over the time between two renewals, so that at any moment some are about to renew.
            after((long) (random.nextDouble() * EARLIEST * TTL.toNanos()), holder::renew);
        }
    }

    /** Registers an instance, at one node after the other until one answers; each try takes over what was granted before. */
    private CompletableFuture<Holder> grant(String instanceId, int firstNode, int tries) {
        RegisterRequest request = RegisterRequest.newBuilder()
                .setInstance(InstanceSpec.newBuilder()
                        .setKey(InstanceKey.newBuilder().setService(SERVICE).setInstanceId(instanceId))
                        .setLease(LeasePolicy.newBuilder()
                                .setTtlMillis(TTL.toMillis())
                                .setNeverRemove(true)))
                .build();
        long callNanos = System.nanoTime();
        return nodes.get(firstNode % nodes.size())
                .call(RegistrationServiceGrpc.getRegisterMethod(), request, GRANT_DEADLINE)
                .thenApply(granted ->
                        new Holder(granted.getLeaseId(), new LeaseLife(instanceId, TTL.toNanos(), callNanos)))
                .exceptionallyCompose(failure -> tries > 1
                        ? grant(instanceId, firstNode + 1, tries - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    void stop() {
        stopping = true;
    }

    int size() {
        return holders.size();
    }

    long renewals() {
        return holders.stream().mapToLong(holder -> holder.life.renewals()).sum();
    }

    /** Lapses of holders that had not reached any healthy node in time: nothing was promised to them. */
    long lapsesOwed() {
        return holders.stream().mapToLong(holder -> holder.life.lapsesOwed()).sum();
    }

    List<Violation> violations() {
        return holders.stream()
                .flatMap(holder -> holder.life.violations().stream())
                .toList();
    }

    private void after(long nanos, Runnable task) {
        if (!stopping) {
            var unused = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** The holder of one lease. */
    private final class Holder {
        private final long leaseId;
        private final LeaseLife life;

        private Holder(long leaseId, LeaseLife life) {
            this.leaseId = leaseId;
            this.life = life;
        }

        private void renew() {
            int first = random.nextInt(nodes.size());
            int second = (first + 1 + random.nextInt(nodes.size() - 1)) % nodes.size();
            long callNanos = System.nanoTime();
            CompletableFuture<Heard> one = ask(nodes.get(first), callNanos);
            CompletableFuture<Heard> other = ask(nodes.get(second), callNanos);
            // Both answers: whichever was logged first has seen a lapse, whichever comes back first.
            var unused = one.thenAcceptBoth(other, (left, right) -> judge(callNanos, List.of(left, right)));
            unused = patiently(one)
                    .thenAcceptBothAsync(
                            patiently(other),
                            (left, right) -> goOn(callNanos, left.isAnswer() || right.isAnswer()),
                            timer);
        }

        private static CompletableFuture<Heard> patiently(CompletableFuture<Heard> answer) {
            return answer.copy().completeOnTimeout(Heard.NOTHING, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }

        private CompletableFuture<Heard> ask(NodeCalls node, long callNanos) {
            boolean healthy = !sick.contains(node.node());
            return node.call(
                            RegistrationServiceGrpc.getRenewMethod(),
                            RenewRequest.newBuilder().addLeaseIds(leaseId).build(),
                            ANSWER)
                    .handle((response, failure) -> {
                        long nowNanos = System.nanoTime();
                        if (healthy
                                && !sick.contains(node.node())
                                && (failure == null || NodeCalls.isNodesAnswer(failure))) {
                            life.reached(callNanos, nowNanos);
                        }
                        return failure == null
                                ? new Heard(response.getRenewals(0).getStatus(), nowNanos)
                                : Heard.NOTHING;
                    });
        }

        private void judge(long callNanos, List<Heard> answers) {
            for (Heard answer : answers) {
                if (answer.status() == RenewalStatus.RENEWAL_STATUS_RECOVERED) {
                    life.lapsed(callNanos, answer.atNanos(), "lapsed");
                    return;
                }
            }
            for (Heard answer : answers) {
                if (answer.status() == RenewalStatus.RENEWAL_STATUS_RENEWED) {
                    life.renewed(callNanos);
                    return;
                }
            }
            answers.stream()
                    .filter(Heard::isAnswer)
                    .findFirst()
                    .ifPresent(answer -> life.lapsed(callNanos, answer.atNanos(), "gone"));
        }

        private void goOn(long callNanos, boolean answered) {
            if (answered) {
                double share = random.nextDouble(EARLIEST, LATEST);
                after((long) (share * TTL.toNanos()) - (System.nanoTime() - callNanos), this::renew);
            } else {
                after(REST_NANOS, this::renew);
            }
        }
    }

    /** What a node said of a renewal, and when; {@link #NOTHING} when it said nothing of the lease. */
    private record Heard(RenewalStatus status, long atNanos) {
        private static final Heard NOTHING = new Heard(RenewalStatus.RENEWAL_STATUS_UNSPECIFIED, 0);

        private boolean isAnswer() {
            return status != RenewalStatus.RENEWAL_STATUS_UNSPECIFIED;
        }
    }
}
