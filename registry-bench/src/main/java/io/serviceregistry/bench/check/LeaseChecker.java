package io.serviceregistry.bench.check;

import io.serviceregistry.bench.history.Op;
import io.serviceregistry.bench.model.Change;
import io.serviceregistry.bench.model.Effect;
import io.serviceregistry.bench.model.InstanceName;
import io.serviceregistry.bench.model.Model;
import io.serviceregistry.bench.model.Place;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import io.serviceregistry.proto.log.v1.LeaseRecord;
import io.serviceregistry.proto.log.v1.LoggedCommand;
import io.serviceregistry.proto.v1.ChangeReason;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.Renewal;
import io.serviceregistry.proto.v1.RenewalStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Whether leases lapsed when they should, and only then: in registry time by the log, in real time by what clients did and heard.
 *
 * <p>Lapses are taken from the model, whose are those of the nodes as long as {@link WitnessChecker} finds every read as the model
 * has it; when a lease was renewed last, and the grace, is followed here once more, apart from it. One use, one thread.
 */
public final class LeaseChecker implements MergedLog.Visitor {
    /**
     * The most registry time by which a lapse may come late under one leader: the second after which it proposes again what did not
     * come about, the second in which a new one comes to know what is due, and a half for its rounds.
     */
    public static final long MAX_LATENESS_MILLIS = 2_500;

    /** What each leader that begins in between adds: it has to come to know what is due. */
    private static final long PER_LEADER_MILLIS = 1_000;

    private static final int MAX_VIOLATIONS = 100;
    private static final long STEP_MILLIS = 2; // registry time is told in whole milliseconds, at both ends

    private static final class Life {
        private final String name;
        private final long ttlMillis;
        private long renewedMillis;

        private Life(String name, long ttlMillis, long renewedMillis) {
            this.name = name;
            this.ttlMillis = ttlMillis;
            this.renewedMillis = renewedMillis;
        }
    }

    /** A lapse, to be held against real time at the end. */
    private record Lapse(long leaseId, String name, long ttlMillis, Place place) {}

    private final List<Op> operations;
    private final Map<Long, Life> lives = new HashMap<>();
    private final List<Lapse> lapses = new ArrayList<>();
    private final List<Long> lateness = new ArrayList<>();
    private final List<Long> begunMillis = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private long graceMillis;
    private long graceUntilMillis;
    private long renewals;
    private int granted;

    /** A checker of leases that these operations, among others, kept. */
    public LeaseChecker(List<Op> operations) {
        this.operations = operations;
        checkFencing();
    }

    @Override
    public void begin(Model model) {
        graceMillis = model.graceMillis();
        graceUntilMillis = model.graceUntilMillis();
        // Of what a snapshot tells, only the deadline is known: it says when the last renewal was.
        for (LeaseRecord lease : model.leases()) {
            if (lease.hasDeadlineMillis()) {
                lives.put(
                        lease.getLeaseId(),
                        new Life(
                                lease.getKey().getInstanceId(),
                                lease.getTtlMillis(),
                                lease.getDeadlineMillis() - lease.getTtlMillis()));
            }
        }
    }

    @Override
    public void after(ExportedEntry entry, List<Effect> effects, Model model) {
        for (Effect effect : effects) {
            if (effect.executed()) {
                follow(effect, entry.getTerm(), model.nowMillis());
            }
        }
    }

    private void follow(Effect effect, long term, long nowMillis) {
        LoggedCommand command = effect.command();
        if (command.hasBeginTerm() && command.getBeginTerm().getProposerTerm() == term) {
            graceUntilMillis = nowMillis + graceMillis;
            begunMillis.add(nowMillis);
        } else if (command.hasAdoptSettings()) {
            graceMillis = command.getAdoptSettings().getSettings().getGraceMillis();
        } else if (command.hasRegister() && effect.outcome().hasRegisteredLeaseId()) {
            granted++;
            lives.put(
                    effect.outcome().getRegisteredLeaseId(),
                    new Life(
                            effect.changes().get(0).name().toString(),
                            command.getRegister().getSpec().getTtlMillis(),
                            nowMillis));
        } else if (command.hasRenew()) {
            long leaseId = 0;
            for (long delta : command.getRenew().getLeaseIdDeltasList()) {
                leaseId += delta;
                Life life = lives.get(leaseId);
                if (life != null) {
                    life.renewedMillis = nowMillis;
                    renewals++;
                }
            }
        }
        for (Change change : effect.changes()) {
            if (isLapse(change)) {
                lapsed(change.before().map(Instance::getLeaseId).orElse(0L), effect.place(), nowMillis);
            }
        }
    }

    private static boolean isLapse(Change change) {
        boolean was = change.before()
                .filter(before -> before.getStatus() == EffectiveStatus.EFFECTIVE_STATUS_LAPSED)
                .isPresent();
        return !was
                && (change.reason() == ChangeReason.CHANGE_REASON_LAPSED
                        || change.reason() == ChangeReason.CHANGE_REASON_EXPIRED);
    }

    private void lapsed(long leaseId, Place place, long nowMillis) {
        Life life = lives.get(leaseId);
        if (life == null) {
            violated("NoEarlyExpiry", "lease " + leaseId + " lapsed at " + place + ", and nobody had registered it");
            return;
        }
        long deadline = life.renewedMillis + life.ttlMillis;
        long due = Math.max(deadline, Math.min(graceUntilMillis, deadline + life.ttlMillis));
        if (life.ttlMillis == 0 || nowMillis < due) {
            violated(
                    "NoEarlyExpiry",
                    "lease " + leaseId + " of " + life.name + ", renewed last at " + life.renewedMillis
                            + " ms of registry time with a TTL of " + life.ttlMillis + ", lapsed at " + nowMillis
                            + " (expected: at " + due + " or later), entry " + place);
            return;
        }
        late(leaseId, life, due, nowMillis);
        lapses.add(new Lapse(leaseId, life.name, life.ttlMillis, place));
    }

    private void late(long leaseId, Life life, long dueMillis, long nowMillis) {
        lateness.add(nowMillis - dueMillis);
        if (nowMillis - dueMillis > maxLateness(dueMillis)) {
            violated(
                    "EventualExpiry",
                    "lease " + leaseId + " of " + life.name + " lapsed " + (nowMillis - dueMillis)
                            + " ms of registry time late (expected: at most " + maxLateness(dueMillis) + ')');
        }
    }

    private long maxLateness(long dueMillis) {
        long leaders = begunMillis.stream().filter(begun -> begun >= dueMillis).count();
        return MAX_LATENESS_MILLIS + leaders * PER_LEADER_MILLIS;
    }

    /** What was broken; after the replay that led to this model. */
    public List<Violation> end(Model model) {
        for (LeaseRecord lease : model.leases()) {
            boolean lapsed = model.find(InstanceName.of(lease.getKey()))
                    .filter(instance -> instance.getStatus() == EffectiveStatus.EFFECTIVE_STATUS_LAPSED)
                    .isPresent();
            long due = model.lapsesAtMillis(lease);
            long overdue = lapsed ? 0 : model.nowMillis() - due;
            if (lease.hasDeadlineMillis() && overdue > maxLateness(due)) {
                violated(
                        "EventualExpiry",
                        "lease " + lease.getLeaseId() + " is overdue by " + overdue
                                + " ms of registry time at the end");
            }
        }
        checkRealTime();
        return violations;
    }

    /** Nobody may have seen a lapse before a TTL had passed since the call of the last renewal before it. */
    private void checkRealTime() {
        NavigableMap<Place, Long> seen = firstSeen();
        Map<Long, NavigableMap<Place, Long>> renewed = new HashMap<>();
        for (Op op : operations) {
            if (op.isGranted() && op.response() instanceof RegisterResponse registered) {
                renewed.computeIfAbsent(registered.getLeaseId(), lease -> new TreeMap<>())
                        .put(WitnessChecker.place(op), op.callNanos());
            } else if (op.isGranted() && op.response() instanceof RenewResponse renewals) {
                for (Renewal one : renewals.getRenewalsList()) {
                    if (isAlive(one)) {
                        renewed.computeIfAbsent(one.getLeaseId(), lease -> new TreeMap<>())
                                .merge(WitnessChecker.place(op), op.callNanos(), Math::max);
                    }
                }
            }
        }
        for (Lapse lapse : lapses) {
            var last = renewed.getOrDefault(lapse.leaseId(), new TreeMap<>()).lowerEntry(lapse.place());
            var evidence = seen.ceilingEntry(lapse.place());
            if (last != null
                    && evidence != null
                    && evidence.getValue() - last.getValue() < (lapse.ttlMillis() - STEP_MILLIS) * 1_000_000) {
                violated(
                        "NoEarlyExpiry",
                        "lease " + lapse.leaseId() + " of " + lapse.name() + " was seen lapsed "
                                + (evidence.getValue() - last.getValue()) / 1_000_000
                                + " ms of real time after the call of a renewal, with a TTL of "
                                + lapse.ttlMillis());
            }
        }
    }

    /** For each place that an answer named, the first moment at which an answer named it or a later one. */
    private NavigableMap<Place, Long> firstSeen() {
        NavigableMap<Place, Long> returns = new TreeMap<>();
        operations.stream()
                .filter(Op::isOk)
                .forEach(op -> returns.merge(WitnessChecker.place(op), op.returnNanos(), Math::min));
        long earliest = Long.MAX_VALUE;
        for (var entry : returns.descendingMap().entrySet()) {
            earliest = Math.min(earliest, entry.getValue());
            entry.setValue(earliest);
        }
        return returns;
    }

    private static boolean isAlive(Renewal renewal) {
        return renewal.getStatus() == RenewalStatus.RENEWAL_STATUS_RENEWED
                || renewal.getStatus() == RenewalStatus.RENEWAL_STATUS_RECOVERED;
    }

    private record Grant(long returnNanos, long leaseId) {}

    /** Lease ids grow in real time, and after an answered registration no older lease of its instance is good for anything. */
    private void checkFencing() {
        Map<Long, InstanceName> holders = new HashMap<>();
        Map<InstanceName, List<Grant>> grants = new HashMap<>();
        List<Op> registered = operations.stream()
                .filter(op -> op.isGranted() && op.kind() == Op.Kind.REGISTER)
                .sorted(Comparator.comparingLong(Op::returnNanos))
                .toList();
        List<Op> byCall = operations.stream()
                .filter(Op::isGranted)
                .sorted(Comparator.comparingLong(Op::callNanos))
                .toList();
        for (Op op : registered) {
            InstanceName name = InstanceName.of(op.register().getInstance().getKey());
            long leaseId = ((RegisterResponse) op.response()).getLeaseId();
            if (holders.put(leaseId, name) != null) {
                violated("FencedAfterReplacement", "lease " + leaseId + " was granted twice, to " + name);
            }
            grants.computeIfAbsent(name, none -> new ArrayList<>()).add(new Grant(op.returnNanos(), leaseId));
        }
        int from = 0;
        long newest = 0;
        for (Op op : byCall) {
            for (; from < registered.size() && registered.get(from).returnNanos() < op.callNanos(); from++) {
                newest = Math.max(
                        newest, ((RegisterResponse) registered.get(from).response()).getLeaseId());
            }
            if (op.response() instanceof RegisterResponse response && response.getLeaseId() < newest) {
                violated(
                        "FencedAfterReplacement",
                        op.describe() + ": lease " + response.getLeaseId() + " was granted after " + newest);
            }
            for (long leaseId : used(op)) {
                InstanceName name = holders.get(leaseId);
                if (name != null) {
                    grants.getOrDefault(name, List.of()).stream()
                            .filter(grant -> grant.leaseId() > leaseId && grant.returnNanos() < op.callNanos())
                            .findFirst()
                            .ifPresent(grant -> violated(
                                    "FencedAfterReplacement",
                                    op.describe() + ": lease " + leaseId + " was good although " + grant.leaseId()
                                            + " had been granted before"));
                }
            }
        }
    }

    private static List<Long> used(Op op) {
        return switch (op.kind()) {
            case RENEW ->
                ((RenewResponse) op.response())
                        .getRenewalsList().stream()
                                .filter(LeaseChecker::isAlive)
                                .map(Renewal::getLeaseId)
                                .toList();
            case UPDATE -> List.of(op.update().getLeaseId());
            case DEREGISTER -> List.of(op.deregister().getLeaseId());
            default -> List.of();
        };
    }

    /** How many leases were granted in the log. */
    public int granted() {
        return granted;
    }

    /** How many renewals are in the log. */
    public long renewals() {
        return renewals;
    }

    /** By how many milliseconds of registry time lapses came late, ascending. */
    public List<Long> lateness() {
        return lateness.stream().sorted().toList();
    }

    private void violated(String promise, String what) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(promise, what));
        }
    }
}
