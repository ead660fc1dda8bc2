package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What leases are promised, checked from outside.
 *
 * <p>NoEarlyExpiry, for every lapse, whatever the faults: the rule of deadline and grace holds in registry time; somebody
 * led and ran for a whole TTL since the renewal was proposed; a lease that was alive when its leader came had at least the
 * grace, or its TTL, under it. A renewal that reaches a node connected to a steady majority is in the log soon after. And
 * as long as faults come one at a time and messages are not lost by chance, no lease lapses whose holder keeps trying.
 */
final class SimLeaseWitness {
    /** How soon a renewal that reached a sound part of the cluster is in the log. */
    private static final long HEARD_WITHIN_NANOS = 400 * SimWorld.MILLI;
    /** Clocks are read to the millisecond. */
    private static final long ROUNDING_MILLIS = 5;
    /** Slots, ticks, and a second look at what was proposed in vain. */
    private static final long LATE_MILLIS = 2_500;

    private final SimCluster cluster;
    private final long graceMillis;
    private final Map<Long, SimLease> leases = new HashMap<>();
    private final Map<Long, Long> begunMillis = new HashMap<>();
    private final Map<Long, Long> begunAgainMillis = new HashMap<>();
    private long newestLeaseId;
    private int lapses;
    private int lapsesOfTheTrying;
    private int heard;

    SimLeaseWitness(SimCluster cluster, long graceMillis) {
        this.cluster = cluster;
        this.graceMillis = graceMillis;
    }

    /**
     * A command of an entry was applied.
     *
     * @param here false when the result is that of an earlier attempt of the same request
     */
    void command(SimLogEntry entry, Command command, Result result, boolean here, long timeMillis) {
        if (command instanceof RegisterInstance register
                && result.outcome() instanceof Outcome.Registered registered
                && here) {
            lookAtGrant(registered.leaseId(), entry);
            leases.put(registered.leaseId(), new SimLease(registered.leaseId(), register.spec(), timeMillis, entry));
        } else if (command instanceof RenewLeases renew) {
            for (int i = 0; i < renew.size(); i++) {
                SimLease lease = leases.get(renew.leaseId(i));
                if (lease != null && lease.hasEnded()) {
                    lookAtDead(lease, result, entry);
                } else if (lease != null) {
                    lease.renewed(timeMillis, entry);
                }
            }
        } else if (command instanceof UpdateInstance update && here) {
            lookAtHolder(update.leaseId(), result, entry);
        } else if (command instanceof DeregisterInstance deregister && here) {
            lookAtHolder(deregister.leaseId(), result, entry);
        } else if (command instanceof BeginTerm begin && begin.proposerTerm() == entry.term()) {
            begunMillis.putIfAbsent(entry.term(), timeMillis);
            begunAgainMillis.put(entry.term(), timeMillis);
        }
    }

    private void lookAtGrant(long leaseId, SimLogEntry entry) {
        if (leaseId <= newestLeaseId) {
            throw new AssertionError("FencedAfterReplacement: lease " + leaseId + " is granted by entry "
                    + entry.index() + ", after lease " + newestLeaseId);
        }
        newestLeaseId = leaseId;
    }

    /** Who renews a lease that has ended is told so exactly. */
    private static void lookAtDead(SimLease lease, Result result, SimLogEntry entry) {
        boolean told = result.outcome() instanceof Outcome.Renewed renewed
                && (lease.wasReplaced() ? renewed.replaced() : renewed.unknown()).contains(lease.id());
        if (!told) {
            throw new AssertionError(lease.fencing() + ": lease " + lease.id() + " has ended, and its renewal by entry "
                    + entry.index() + " came to " + result.outcome());
        }
    }

    private void lookAtHolder(long leaseId, Result result, SimLogEntry entry) {
        SimLease lease = leases.get(leaseId);
        if (lease != null && lease.hasEnded() && !(result.outcome() instanceof Outcome.Rejected)) {
            throw new AssertionError(lease.fencing() + ": lease " + leaseId + " has ended, and entry " + entry.index()
                    + " with it came to " + result.outcome());
        }
    }

    /** A renewal of a lease that lives leaves its instance alive, lapsed before or not. */
    void renewed(RenewLeases renewal, SimLogEntry entry, CatalogView after) {
        for (int i = 0; i < renewal.size(); i++) {
            SimLease lease = leases.get(renewal.leaseId(i));
            if (lease != null
                    && !lease.hasEnded()
                    && after.find(lease.spec().key())
                            .filter(found -> found.instance().lapsed())
                            .isPresent()) {
                throw new AssertionError("FencedAfterExpiry: lease " + lease.id() + " was renewed by entry "
                        + entry.index() + ", and its instance stays lapsed");
            }
        }
    }

    void changes(SimLogEntry entry, List<ChangeSet> changes, long timeMillis) {
        for (ChangeSet set : changes) {
            for (Change change : set.changes()) {
                Instance before =
                        change.before() == null ? null : change.before().instance();
                if (before == null) {
                    continue;
                }
                SimLease lease = leases.get(before.leaseId());
                if (lease == null) {
                    throw new AssertionError("the witness missed lease " + before.leaseId());
                }
                boolean left =
                        change.after() == null || change.after().instance().leaseId() != before.leaseId();
                if (change.reason() == ChangeReason.LAPSED
                        || (change.reason() == ChangeReason.EXPIRED && !before.lapsed())
                        || (change.reason() == ChangeReason.DEREGISTERED && !askedFor(entry, change))) {
                    lookAtLapse(entry, lease, timeMillis);
                }
                if (change.reason() == ChangeReason.EXPIRED) {
                    // Lapse and removal may be one step, but not for one that may stay.
                    lookAtRemoval(lease, before.lapsed() ? before.lapsedAtMillis() : timeMillis, timeMillis);
                }
                if (left) {
                    lease.end(change.after() != null);
                }
            }
        }
    }

    private static boolean askedFor(SimLogEntry logEntry, Change change) {
        var entry = logEntry.entry();
        return entry != null
                && entry.commands().stream()
                        .anyMatch(command -> command.command() instanceof DeregisterInstance leave
                                && leave.key().equals(change.key()));
    }

    private void lookAtLapse(SimLogEntry entry, SimLease lease, long timeMillis) {
        lapses++;
        long ttl = lease.ttlMillis();
        long deadline = lease.renewedMillis() + ttl;
        long graceUntil = begunAgainMillis.getOrDefault(entry.term(), 0L) + graceMillis;
        if (timeMillis < Math.max(deadline, Math.min(graceUntil, deadline + ttl))) {
            throw early(lease, "before its deadline or its grace was over", entry, timeMillis);
        }
        long ledMillis = (entry.ledNanos() - lease.renewedIn().ledNanos()) / SimWorld.MILLI;
        if (ledMillis < ttl - ROUNDING_MILLIS) {
            throw early(lease, "when it could have been heard for " + ledMillis + " ms only", entry, timeMillis);
        }
        long underThisLeader = (entry.ledNanos() - cluster.reigns().ledNanosBefore(entry.term())) / SimWorld.MILLI;
        boolean aliveBefore = deadline >= begunMillis.getOrDefault(entry.term(), Long.MAX_VALUE);
        if (aliveBefore && underThisLeader < Math.min(graceMillis, ttl) - ROUNDING_MILLIS) {
            throw early(lease, "under a leader of " + underThisLeader + " ms", entry, timeMillis);
        }
        if (lease.isTried()) {
            lapsesOfTheTrying++;
            boolean reachable = cluster.isOneFaultAtATime()
                    && cluster.network().isSoundSince(lease.renewedIn().proposedNanos());
            if (reachable) {
                throw early(lease, "while its holder kept trying", entry, timeMillis);
            }
        }
        if (timeMillis > deadline + ttl + LATE_MILLIS) {
            throw new AssertionError("EventualExpiry: lease " + lease.id() + " of TTL " + ttl + ", renewed at "
                    + lease.renewedMillis() + ", lapsed at " + timeMillis + " only");
        }
    }

    private static AssertionError early(SimLease lease, String how, SimLogEntry entry, long timeMillis) {
        return new AssertionError("NoEarlyExpiry: lease " + lease.id() + " of TTL " + lease.ttlMillis()
                + ", renewed at "
                + lease.renewedMillis() + " by entry " + lease.renewedIn().index() + ", lapsed at " + timeMillis
                + " by entry " + entry.index() + " of term " + entry.term() + ": " + how);
    }

    private static void lookAtRemoval(SimLease lease, long lapsedMillis, long timeMillis) {
        long due = lapsedMillis + lease.spec().removeAfterMillis();
        if (timeMillis < due) {
            throw new AssertionError("NoEarlyExpiry: lease " + lease.id() + " was removed at " + timeMillis
                    + ", but may stay until " + due);
        }
        if (timeMillis > due + lease.ttlMillis() + LATE_MILLIS) {
            throw new AssertionError(
                    "EventualExpiry: lease " + lease.id() + " was removed at " + timeMillis + ", due at " + due);
        }
    }

    void triesSince(long leaseId, long nanos) {
        SimLease lease = leases.get(leaseId);
        if (lease != null) {
            lease.triesSince(nanos);
        }
    }

    /** A renewal arrived at a node: if that node and a majority stay sound, it must be in the log soon. */
    void renewalReached(SimNode node, long leaseId) {
        SimLease lease = leases.get(leaseId);
        SimNode leader = cluster.leader().orElse(null);
        if (lease == null || leader == null || !isSound(node, leader)) {
            return;
        }
        SimWorld world = cluster.world();
        long arrivedNanos = world.nowNanos();
        long term = leader.raft().term();
        world.after(HEARD_WITHIN_NANOS, () -> {
            boolean steady = cluster.leader().orElse(null) == leader
                    && leader.raft().term() == term
                    && isSound(node, leader)
                    && node.disturbedUntilNanos() < arrivedNanos
                    && leader.disturbedUntilNanos() < arrivedNanos
                    && undisturbedMajority(leader, arrivedNanos);
            if (!steady) {
                return;
            }
            heard++;
            if (!lease.hasEnded() && lease.renewedIn().proposedNanos() < arrivedNanos) {
                throw new AssertionError("NoEarlyExpiry: a renewal of lease " + leaseId + " reached " + node.id()
                        + " and is not in the log " + HEARD_WITHIN_NANOS / SimWorld.MILLI + " ms later");
            }
        });
    }

    private boolean isSound(SimNode node, SimNode leader) {
        return node.isRunning()
                && !cluster.network().isLossy()
                && cluster.network().connects(node, leader)
                && node.raft().leaderId().filter(leader.id()::equals).isPresent();
    }

    private boolean undisturbedMajority(SimNode leader, long sinceNanos) {
        long sound = cluster.nodes().stream()
                .filter(node -> isSound(node, leader) && node.disturbedUntilNanos() < sinceNanos)
                .count();
        return sound > cluster.nodes().size() / 2;
    }

    int lapsesOfTheTrying() {
        return lapsesOfTheTrying;
    }

    @Override
    public String toString() {
        return leases.size() + " leases, " + heard + " renewals followed, " + lapses + " lapses, " + lapsesOfTheTrying
                + " of them while trying";
    }
}
