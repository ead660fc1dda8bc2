package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.NotProposedException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A process that registers itself and renews its lease as a client should: every TTL/3, an attempt for TTL/9, then another
 * node. Now and then it changes what it says, falls silent, or leaves.
 */
final class SimHolder {
    private static final long[] TTLS = {1_500, 2_000, 3_000, 4_500};
    private static final long[] REMOVALS = {0, 1_000, 3_000};
    private static final int ATTEMPTS = 5;
    private static final long NO_LEASE = 0;

    private final SimCluster cluster;
    private final SimWorld world;
    private final SimClientCalls calls;
    private final SimWitness witness;
    private final InstanceSpec spec;
    private final String clientId;
    private SimNode node;
    private long sequence;
    private long lowestUnanswered = 1;
    private long leaseId;
    private long life;
    private long renewedNanos;

    SimHolder(SimCluster cluster, SimClientCalls calls, int number) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.calls = calls;
        this.witness = cluster.witness();
        this.clientId = "client-" + number;
        this.node = cluster.anyNode();
        this.spec = new InstanceSpec(
                InstanceKey.of("default", "service-" + number % 3, "i-" + number),
                List.of(),
                new TreeMap<>(),
                List.of(),
                "",
                1,
                Status.UP,
                List.of(),
                TTLS[world.below(TTLS.length)],
                REMOVALS[world.below(REMOVALS.length)]);
    }

    /** Registers, whoever held the instance before. */
    void begin() {
        if (cluster.isQuiet()) {
            return;
        }
        life++;
        register(Condition.NONE, 0);
    }

    private void register(Condition condition, long previousLeaseId) {
        long mine = life;
        write(Lane.REGISTRATION, new RegisterInstance(spec, condition, previousLeaseId), result -> {
            if (life != mine) {
                return;
            }
            if (result.outcome() instanceof Outcome.Registered registered) {
                sayWithLease(leaseId); // a former process of the instance that does not know yet
                leaseId = registered.leaseId();
                witness.triesSince(leaseId, world.nowNanos());
                renew(mine, world.nowNanos());
                world.after(world.between(500, 3_000), () -> changeSomething(mine));
            } else {
                restart();
            }
        });
    }

    private void renew(long mine, long dueNanos) {
        if (life != mine) {
            return;
        }
        long lease = leaseId;
        long startNanos = world.nowNanos();
        calls.call(
                node,
                spec.ttlMillis() * SimWorld.MILLI / 9,
                asked -> {
                    witness.renewalReached(asked, lease);
                    return asked.renewals().renew(new long[] {lease});
                },
                result -> {
                    witness.renewed(lease, result);
                    renewedNanos = Math.max(renewedNanos, startNanos);
                    if (life == mine && result.outcome() instanceof Outcome.Renewed renewed) {
                        if (renewed.unknown().contains(lease)) {
                            witness.triesNoMore(lease);
                            life++;
                            register(Condition.PREVIOUS_LEASE, lease);
                        } else if (renewed.replaced().contains(lease)) {
                            restart();
                        } else {
                            long nextNanos = startNanos + spec.ttlMillis() * SimWorld.MILLI / 3;
                            world.after(nextNanos - world.nowNanos(), () -> renew(mine, nextNanos));
                        }
                    }
                },
                failure -> {
                    // An attempt is worth TTL/9, also when it fails sooner: nobody hammers a cluster in trouble.
                    node = calls.after(node);
                    long nextNanos = startNanos + spec.ttlMillis() * SimWorld.MILLI / 9;
                    world.after(Math.max(0, nextNanos - world.nowNanos()), () -> renew(mine, dueNanos));
                });
    }

    private void changeSomething(long mine) {
        if (life != mine) {
            return;
        }
        world.after(world.between(500, 3_000), () -> changeSomething(mine));
        switch (world.below(8)) {
            case 0 -> {
                stop();
                world.after(silenceNanos(), this::wake);
            }
            case 1 -> {
                stop();
                write(Lane.LEAVE, new DeregisterInstance(spec.key(), leaseId), result -> {});
                world.after(world.between(500, 5_000), this::begin);
            }
            default -> sayWithLease(leaseId);
        }
    }

    /** Changes what the instance says of itself, as the holder of a lease. */
    private void sayWithLease(long lease) {
        if (lease == NO_LEASE) {
            return;
        }
        TreeMap<String, String> metadata = new TreeMap<>();
        metadata.put("value", clientId + '-' + sequence);
        write(
                Lane.REGISTRATION,
                new UpdateInstance(
                        spec.key(), lease, UpdateInstance.ANY, null, metadata, null, UpdateInstance.KEEP_WEIGHT),
                result -> {});
    }

    /** Any time, but often until just about when the lease lapses: there an expiry and a renewal meet. */
    private long silenceNanos() {
        long lapseNanos = renewedNanos + spec.ttlMillis() * SimWorld.MILLI + world.between(-20, 150);
        return world.oneIn(3) || lapseNanos < world.nowNanos()
                ? world.between(500, 8_000)
                : lapseNanos - world.nowNanos();
    }

    /** A process that was stopped goes on with the lease it had, dead or alive. */
    private void wake() {
        if (!cluster.isQuiet()) {
            life++;
            renew(life, world.nowNanos());
            long mine = life;
            world.after(world.between(500, 3_000), () -> changeSomething(mine));
        }
    }

    private void stop() {
        life++;
        witness.triesNoMore(leaseId);
    }

    private void restart() {
        stop();
        world.after(world.between(100, 1_000), this::begin);
    }

    /** Says nothing any more. */
    void fallSilent() {
        stop();
    }

    private void write(Lane lane, Command command, Consumer<Result> answered) {
        Write write = new Write(lane, command, witness.newOperation(), answered);
        attempt(write, new RequestId(clientId, ++sequence, lowestUnanswered, RequestId.ISSUED_UNKNOWN), ATTEMPTS);
    }

    /** A request under one id, at one node after another, until it is answered or given up. */
    private void attempt(Write write, RequestId request, int left) {
        // Refused never, it only tells this submission from the others of the same request.
        long submission = witness.newSubmission(write.operation());
        LoggedCommand logged = new LoggedCommand(request, submission, write.command());
        long budgetNanos = world.between(500, 7_000);
        calls.call(
                node,
                budgetNanos + 200 * SimWorld.MILLI,
                asked -> {
                    CompletableFuture<Result> done =
                            asked.writes().submit(write.lane(), logged, Duration.ofNanos(budgetNanos));
                    var unused = done.whenComplete((result, failure) -> {
                        if (failure instanceof NotProposedException) {
                            witness.notProposed(submission);
                        }
                    });
                    return done;
                },
                result -> {
                    witness.acknowledged(request, result);
                    lowestUnanswered = Math.max(lowestUnanswered, request.sequence() + 1);
                    write.answered().accept(result);
                },
                failure -> {
                    node = calls.after(node);
                    if (left > 1 && !cluster.isQuiet()) {
                        attempt(write, cluster.bug().repeated(request, () -> ++sequence), left - 1);
                    } else if (write.command() instanceof RegisterInstance) {
                        restart();
                    }
                });
    }

    /** Something that is to happen once. */
    private record Write(Lane lane, Command command, long operation, Consumer<Result> answered) {}
}
