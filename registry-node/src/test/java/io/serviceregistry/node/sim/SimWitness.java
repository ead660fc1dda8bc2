package io.serviceregistry.node.sim;

import io.serviceregistry.node.agreement.Divergence;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Sees everything from outside, and does not let a broken promise pass. */
final class SimWitness {
    private static final Set<Rejection> OF_THE_REQUEST =
            Set.of(Rejection.REQUEST_TOO_OLD, Rejection.REQUEST_ID_REUSED, Rejection.TOO_MANY_REQUESTS_REMEMBERED);

    private final SimCluster cluster;
    private final SimLeaseWitness leases;
    private final List<SimLogEntry> log = new ArrayList<>();
    private final List<Long> digests = new ArrayList<>();
    private final Set<Long> notProposed = new HashSet<>();
    private final Set<Long> logged = new HashSet<>();
    private final Map<Long, Long> operations = new HashMap<>();
    private final Map<Long, Long> effects = new HashMap<>();
    private final NavigableMap<Long, Long> knownAtNanos = new TreeMap<>();
    private long lastOperation;
    private long submissions = Long.MAX_VALUE / 2;
    private long acknowledgedIndex;
    private int acknowledged;
    private int reads;

    SimWitness(SimCluster cluster, long graceMillis) {
        this.cluster = cluster;
        this.leases = new SimLeaseWitness(cluster, graceMillis);
    }

    /** A node applied an entry. */
    void applied(
            SimNode node, SimLogEntry entry, List<Result> results, List<List<ChangeSet>> changes, StateImage image) {
        int at = (int) entry.index() - 1;
        long digest = cluster.damage().digestWithout(node, image);
        cluster.damage().applied(node, entry.index());
        if (at > log.size()) {
            throw new AssertionError(node.id() + " left out an entry before " + entry.index());
        }
        if (at == log.size()) {
            log.add(entry);
            digests.add(digest);
            look(entry, results, changes, image);
        } else if (log.get(at) != entry) {
            throw overwritten(node, entry.index());
        } else if (digests.get(at) != digest) {
            throw new AssertionError("SameDigestAtSameIndex: " + node.id() + " differs at index " + entry.index());
        }
    }

    /** Another entry takes the place of one that a node took for committed. */
    AssertionError overwritten(SimNode node, long index) {
        String promise = index <= acknowledgedIndex ? "AckedMeansDurable" : "SameDigestAtSameIndex";
        return new AssertionError(
                promise + ": at " + node.id() + " another entry takes the place of the one at " + index);
    }

    /**
     * A node's state was found wrong, or right again. No node is ever wrong here but a damaged one; with only that one and one
     * other to compare, nobody can tell which of them it is. One that was damaged, and started again since from beyond the last
     * comparison, has to live with what it reported in its former life until the next.
     */
    void judged(SimNode node, Optional<Divergence> found) {
        node.disturb();
        boolean nobodyIsRight = found.isPresent() && found.get().majorityDigest() == null;
        if (found.isPresent() && cluster.damage().hits(node)) {
            cluster.damage().found(node);
        } else if (found.isPresent()
                && !(nobodyIsRight && cluster.damage().hasStruck())
                && !(cluster.damage().hasHit(node)
                        && node.digestAt(found.get().logIndex()).isEmpty())) {
            cluster.world().broken(new AssertionError("NoFalseAlarm: " + node.id() + " is taken for wrong: " + found));
        }
    }

    private void look(SimLogEntry logEntry, List<Result> results, List<List<ChangeSet>> changes, StateImage image) {
        if (logEntry.entry() == null) {
            return;
        }
        List<LoggedCommand> commands = logEntry.entry().commands();
        for (int i = 0; i < commands.size(); i++) {
            LoggedCommand command = commands.get(i);
            Result result = results.get(i);
            boolean here = result.position().logIndex() == logEntry.index()
                    && result.position().commandIndex() == i;
            if (command.request() != null) {
                logged.add(command.notAfterMillis());
                if (notProposed.contains(command.notAfterMillis())) {
                    throw new AssertionError("HonestErrors: in the log at " + logEntry.index()
                            + " is what was said not to be: " + command);
                }
                lookAtEffect(command, result, here, logEntry.index());
            }
            leases.command(logEntry, command.command(), result, here, image.timeMillis());
            leases.changes(logEntry, changes.get(i), image.timeMillis());
        }
        CatalogView after = new CatalogView(image);
        for (LoggedCommand command : commands) {
            if (command.command() instanceof RenewLeases renewal) {
                leases.renewed(renewal, logEntry, after);
            }
        }
    }

    private void lookAtEffect(LoggedCommand command, Result result, boolean here, long index) {
        boolean refused =
                result.outcome() instanceof Outcome.Rejected rejected && OF_THE_REQUEST.contains(rejected.reason());
        if (here && !refused) {
            Long before = effects.putIfAbsent(Objects.requireNonNull(operations.get(command.notAfterMillis())), index);
            if (before != null) {
                throw new AssertionError("ExactlyOnce: " + command + " took effect at " + before + " and at " + index);
            }
        }
    }

    /** A number for what a client wants to happen once, however often and under whatever id it asks. */
    long newOperation() {
        return ++lastOperation;
    }

    /** A number that tells one submission of an operation from every other. */
    long newSubmission(long operation) {
        long submission = submissions++;
        operations.put(submission, operation);
        return submission;
    }

    /** A node said that a submission is not in the log and never will be. */
    void notProposed(long submission) {
        if (logged.contains(submission)) {
            cluster.world().broken(new AssertionError("HonestErrors: what is in the log was said not to be"));
        }
        notProposed.add(submission);
    }

    /** A client has an answer. */
    void acknowledged(RequestId request, Result result) {
        acknowledged++;
        Command command = commandAt(result);
        if (result.outcome() instanceof Outcome.Rejected rejected && OF_THE_REQUEST.contains(rejected.reason())) {
            return;
        }
        LoggedCommand found = entryAt(result).commands().get(result.position().commandIndex());
        if (found.request() == null
                || !found.request().clientId().equals(request.clientId())
                || found.request().sequence() != request.sequence()) {
            throw new AssertionError(
                    "AckedMeansDurable: " + request + " is not at " + result.position() + ", but " + command);
        }
        sawIndex(result.position().logIndex());
    }

    /** A holder has the answer to a renewal. */
    void renewed(long leaseId, Result result) {
        acknowledged++;
        if (!(commandAt(result) instanceof RenewLeases renewal)) {
            throw new AssertionError("AckedMeansDurable: no renewal at " + result.position());
        }
        boolean found = false;
        for (int i = 0; i < renewal.size(); i++) {
            found |= renewal.leaseId(i) == leaseId;
        }
        if (!found) {
            throw new AssertionError("AckedMeansDurable: lease " + leaseId + " is not renewed by " + renewal);
        }
        sawIndex(result.position().logIndex());
    }

    private Entry entryAt(Result result) {
        long index = result.position().logIndex();
        if (index < 1 || index > log.size()) {
            throw new AssertionError("AckedMeansDurable: nothing is committed at " + result.position());
        }
        Entry entry = log.get((int) index - 1).entry();
        if (entry == null) {
            throw new AssertionError("AckedMeansDurable: nothing of ours is at " + result.position());
        }
        return entry;
    }

    private Command commandAt(Result result) {
        return entryAt(result).commands().get(result.position().commandIndex()).command();
    }

    /** Everything up to here was known to somebody outside. */
    long acknowledgedIndex() {
        return acknowledgedIndex;
    }

    /** A reader has its answer. */
    void read(SimNode node, long floor, StateImage image) {
        reads++;
        if (image.logIndex() < floor) {
            throw new AssertionError("Linearizable: a read at " + node.id() + " saw index " + image.logIndex()
                    + ", but " + floor + " was known before it began");
        }
        long digest = image.logIndex() == 0 ? 0 : digests.get((int) image.logIndex() - 1);
        // A view of before the damage may be answered after it.
        if (image.logIndex() > 0
                && digest != image.digest()
                && digest != cluster.damage().digestWithout(node, image)) {
            throw new AssertionError("Linearizable: a read at " + node.id() + " saw another state");
        }
        sawIndex(image.logIndex());
    }

    private void sawIndex(long index) {
        if (index > acknowledgedIndex) {
            acknowledgedIndex = index;
            knownAtNanos.put(cluster.world().nowNanos(), index);
        }
    }

    /** What a node would answer to a local read: all that was known somewhere as long ago as it says is in it. */
    void readLocally(SimNode node) {
        OptionalLong ageMillis = node.ageMillis();
        if (ageMillis.isEmpty()) {
            return;
        }
        long sinceNanos = cluster.world().nowNanos() - ageMillis.getAsLong() * SimWorld.MILLI;
        Map.Entry<Long, Long> known = knownAtNanos.lowerEntry(sinceNanos);
        long has = node.views().current().image().logIndex();
        if (known != null && has < known.getValue()) {
            throw new AssertionError("LabelledReads: " + node.id() + " has index " + has + " and says that it is "
                    + ageMillis.getAsLong() + " ms old, but " + known.getValue() + " was known "
                    + (cluster.world().nowNanos() - known.getKey()) / SimWorld.MILLI + " ms ago");
        }
    }

    /** A renewal arrived at a node. */
    void renewalReached(SimNode node, long leaseId) {
        leases.renewalReached(node, leaseId);
    }

    /** From now on a holder does all it should for a lease. */
    void triesSince(long leaseId, long nanos) {
        leases.triesSince(leaseId, nanos);
    }

    /** From now on it does not. */
    void triesNoMore(long leaseId) {
        leases.triesSince(leaseId, SimLease.NEVER);
    }

    /** What must hold when faults and holders have been gone for a while. */
    void checkEnd() {
        SimNode leader = cluster.leader().orElseThrow(() -> new AssertionError("HealsAlone: nobody leads"));
        for (SimNode node : cluster.nodes()) {
            StateImage image = node.views().current().image();
            if (image.logIndex() < log.size() - 2) {
                throw new AssertionError(
                        "HealsAlone: " + node.id() + " is at " + image.logIndex() + " of " + log.size());
            }
            if (cluster.damage().hits(node)) {
                if (node.isTrusted()) {
                    throw new AssertionError("DivergenceIsFound: " + node.id() + " is trusted to the end");
                }
            } else if (image.logIndex() - node.judge().agreedIndex() > 3L * SimNode.COMPARE_EVERY) {
                throw new AssertionError("AgreementGoesOn: " + node.id() + " was found right at "
                        + node.judge().agreedIndex() + " last, and is at " + image.logIndex());
            }
            if (!image.leases().isEmpty() || image.instances() != 0) {
                throw new AssertionError("EventualExpiry: still there at " + node.id() + " in term "
                        + leader.raft().term() + ", at " + image.timeMillis() + ": "
                        + image.leases().values());
            }
        }
    }

    SimLeaseWitness leases() {
        return leases;
    }

    @Override
    public String toString() {
        return log.size() + " entries, digest " + digests.get(digests.size() - 1) + ", "
                + cluster.reigns().terms() + " terms, " + acknowledged + " acknowledged, " + reads + " reads, "
                + leases;
    }
}
