package io.serviceregistry.bench.check;

import com.google.protobuf.Message;
import io.serviceregistry.bench.history.Op;
import io.serviceregistry.bench.model.Effect;
import io.serviceregistry.bench.model.InstanceName;
import io.serviceregistry.bench.model.Model;
import io.serviceregistry.bench.model.Place;
import io.serviceregistry.bench.model.ServiceName;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import io.serviceregistry.proto.log.v1.LoggedCommand;
import io.serviceregistry.proto.log.v1.Outcome;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.ErrorReason;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.ListServicesResponse;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.Renewal;
import io.serviceregistry.proto.v1.RenewalStatus;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.ServiceSummary;
import io.serviceregistry.proto.v1.UpdateResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the places that answers claim are a linearization: every answer names its place in the log, so nothing is searched for.
 *
 * <ol>
 *   <li>What was answered is in the log where the answer says, and came to what the answer says by the model.
 *   <li>What was said not to be applied is nowhere in any log, and no request took effect twice.
 *   <li>A read shows the state of the model at its place.
 *   <li>The places agree with real time: nothing linearizable is at an older place than what had been answered, written or read,
 *       before it was called. A LOCAL read is as old as it says at most, an AT_LEAST one as new as it was to be.
 * </ol>
 *
 * <p>Renewals have no request ids, so of one that was not applied nothing can be said. Pages, selectors and preferred zones are
 * not judged; such answers are counted. One use, one thread: replay with it, then {@link #end}.
 */
public final class WitnessChecker implements MergedLog.Visitor {
    private static final int MAX_VIOLATIONS = 100; // one defect breaks many answers: enough to understand it
    private static final long AGE_STEP_NANOS = 1_000_000; // ages are told in whole milliseconds

    private record RequestKey(String client, long sequence) {}

    private final List<Op> answered;
    private final List<Op> notApplied = new ArrayList<>();
    private final Map<RequestKey, List<Effect>> byRequest = new HashMap<>();
    private final Map<RequestKey, Place> unclaimed = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private int next;
    private int skipped;
    private int judged;

    /** A checker of these operations. */
    public WitnessChecker(List<Op> operations) {
        answered = new ArrayList<>(operations.stream().filter(Op::isOk).toList());
        answered.sort(Comparator.comparingLong(op -> op.record().getLogIndex()));
        operations.stream().filter(Op::isNotApplied).forEach(notApplied::add);
        checkRealTime();
    }

    /** Where an answer says it took effect. */
    static Place place(Op op) {
        return op.kind().isWrite()
                ? new Place(op.record().getLogIndex(), op.record().getCommandIndex())
                : Place.after(op.record().getLogIndex());
    }

    @Override
    public void begin(Model model) {
        for (; next < answered.size() && answered.get(next).record().getLogIndex() <= model.logIndex(); next++) {
            Op op = answered.get(next);
            if (op.kind().isWrite() || op.record().getLogIndex() < model.logIndex()) {
                skipped++; // before the log begins that was kept
            } else {
                judged++;
                checkRead(op, model);
            }
        }
    }

    @Override
    public void after(ExportedEntry entry, List<Effect> effects, Model model) {
        for (Effect effect : effects) {
            if (effect.command().hasRequest()) {
                byRequest
                        .computeIfAbsent(key(effect.command()), key -> new ArrayList<>(1))
                        .add(effect);
            }
        }
        for (; next < answered.size() && answered.get(next).record().getLogIndex() == entry.getIndex(); next++) {
            Op op = answered.get(next);
            judged++;
            if (op.kind().isWrite()) {
                checkWrite(op, effects);
            } else {
                checkRead(op, model);
            }
        }
    }

    /**
     * What was broken, at most some hundred; after the replay.
     *
     * @param uncommitted entries in which nothing that was said not to be applied may be either
     */
    public List<Violation> end(List<ExportedEntry> uncommitted) {
        for (; next < answered.size(); next++) {
            violated("AckedMeansDurable", answered.get(next), "is behind the end of the log");
        }
        uncommitted.forEach(entry -> entry.getEntry().getCommandsList().stream()
                .filter(LoggedCommand::hasRequest)
                .forEach(command -> unclaimed.put(key(command), new Place(entry.getIndex(), 0))));
        for (Op op : notApplied) {
            requestId(op).map(WitnessChecker::key).ifPresent(key -> {
                if (byRequest.containsKey(key) || unclaimed.containsKey(key)) {
                    violated("HonestErrors", op, "was said not to be applied, and is in the log");
                }
            });
        }
        byRequest.forEach((key, effects) -> {
            long executed = effects.stream().filter(Effect::executed).count();
            if (executed > 1) {
                add("ExactlyOnce", key + " took effect " + executed + " times, the last one at " + last(effects));
            }
        });
        return violations;
    }

    private static Place last(List<Effect> effects) {
        return effects.get(effects.size() - 1).place();
    }

    /** How many answers were held against the model. */
    public int judged() {
        return judged;
    }

    /** How many answers could not be: older than the log that was kept, or of a form that is not judged. */
    public int skipped() {
        return skipped;
    }

    private void checkWrite(Op op, List<Effect> effects) {
        int index = op.record().getCommandIndex();
        if (index >= effects.size() || !isCommandOf(op, effects.get(index).command())) {
            violated("AckedMeansDurable", op, "is not in the log where its answer says");
            return;
        }
        Effect effect = effects.get(index);
        if (!effect.told().place().equals(effect.place())) {
            violated("ExactlyOnce", op, "names a repetition: the answer is that of " + effect.told());
        }
        if (effect.told().revision() != op.record().getRevision()) {
            violated("Linearizable", op, "is at revision " + effect.told().revision() + " by the model");
        }
        if (!isAnswerOf(op, effect.outcome())) {
            violated("Linearizable", op, "came to " + oneLine(effect.outcome()) + " by the model");
        }
    }

    private static boolean isCommandOf(Op op, LoggedCommand command) {
        if (op.kind() == Op.Kind.RENEW) {
            return command.hasRenew() && leases(command).containsAll(op.renew().getLeaseIdsList());
        }
        boolean kind = switch (op.kind()) {
            case REGISTER -> command.hasRegister();
            case UPDATE -> command.hasUpdate();
            default -> command.hasDeregister();
        };
        return kind
                && command.hasRequest()
                && requestId(op)
                        .map(WitnessChecker::key)
                        .filter(key(command)::equals)
                        .isPresent();
    }

    private static List<Long> leases(LoggedCommand command) {
        List<Long> leases = new ArrayList<>();
        long lease = 0;
        for (long delta : command.getRenew().getLeaseIdDeltasList()) {
            lease += delta;
            leases.add(lease);
        }
        return leases;
    }

    private static boolean isAnswerOf(Op op, Outcome outcome) {
        if (outcome.hasRejected()) {
            ErrorReason reason = ErrorReason.forNumber(outcome.getRejected().getReason());
            return reason != null
                    && reason.name().equals("ERROR_REASON_" + op.record().getReason())
                    && outcome.getRejected().getDetail() == op.record().getDetail();
        }
        Message response = op.response();
        if (!op.isGranted()) {
            return false;
        }
        if (response instanceof RegisterResponse registered) {
            return outcome.getRegisteredLeaseId() == registered.getLeaseId();
        }
        if (response instanceof UpdateResponse updated) {
            return outcome.getUpdatedRevision() == updated.getModifiedRevision();
        }
        return response instanceof RenewResponse renewed
                ? renewed.getRenewalsList().stream().allMatch(one -> one.getStatus() == status(one, outcome))
                : response instanceof DeregisterResponse && outcome.getDone();
    }

    private static RenewalStatus status(Renewal one, Outcome outcome) {
        long lease = one.getLeaseId();
        if (outcome.getRenewed().getUnknownList().contains(lease)) {
            return RenewalStatus.RENEWAL_STATUS_UNKNOWN;
        }
        if (outcome.getRenewed().getReplacedList().contains(lease)) {
            return RenewalStatus.RENEWAL_STATUS_REPLACED;
        }
        return outcome.getRenewed().getRecoveredList().contains(lease)
                ? RenewalStatus.RENEWAL_STATUS_RECOVERED
                : RenewalStatus.RENEWAL_STATUS_RENEWED;
    }

    private void checkRead(Op op, Model model) {
        if (op.record().getRevision() != model.revision()) {
            violated("Linearizable", op, "is at revision " + model.revision() + " by the model");
        }
        Object expected;
        Object found;
        switch (op.kind()) {
            case GET -> {
                expected = model.find(InstanceName.of(op.get().getKey()));
                found = op.isGranted()
                        ? Optional.of(((GetInstanceResponse) op.response()).getInstance())
                        : Optional.empty();
            }
            case DISCOVER -> {
                DiscoverRequest request = op.discover();
                if (!request.getSelector().isEmpty()
                        || !request.getPreferredZone().isEmpty()
                        || request.getLimit() != 0) {
                    skipped++;
                    return;
                }
                ServiceName service = InstanceName.ofService(request.getNamespace(), request.getService());
                List<Instance> instances = model.discover(service, request.getFilter());
                DiscoverResponse response = (DiscoverResponse) op.response();
                expected = List.of(
                        request.getWithoutLeaseState() ? withoutLease(instances) : instances,
                        model.sizeOf(service),
                        model.holds(service));
                found = List.of(response.getInstancesList(), response.getTotal(), response.getHeld());
            }
            default -> {
                List<ServiceSummary> services = model.services(
                        InstanceName.ofService(op.list().getNamespace(), "").namespace());
                ListServicesResponse response = (ListServicesResponse) op.response();
                if (!op.list().getPageToken().isEmpty()
                        || !response.getNextPageToken().isEmpty()) {
                    skipped++;
                    return;
                }
                expected = services;
                found = response.getServicesList();
            }
        }
        if (!expected.equals(found)) {
            violated("Linearizable", op, "shows " + oneLine(found) + ", where the model has " + oneLine(expected));
        }
    }

    private static List<Instance> withoutLease(List<Instance> instances) {
        return instances.stream()
                .map(instance -> instance.toBuilder()
                        .clearRenewals()
                        .clearLeaseRemainingMillis()
                        .build())
                .toList();
    }

    private static String oneLine(Object shown) {
        return shown.toString().replaceAll("\\s+", " ").trim();
    }

    private record Known(long atNanos, Place place, Op op) {}

    private void checkRealTime() {
        List<Known> known = answered.stream()
                .map(op -> new Known(op.returnNanos(), place(op), op))
                .sorted(Comparator.comparingLong(Known::atNanos))
                .toList();
        List<Known> claims = answered.stream()
                .map(op -> new Known(mustReflectBefore(op), place(op), op))
                .sorted(Comparator.comparingLong(Known::atNanos))
                .toList();
        Known newest = null;
        int from = 0;
        for (Known claim : claims) {
            for (; from < known.size() && known.get(from).atNanos() < claim.atNanos(); from++) {
                newest = newest == null
                                || newest.place().compareTo(known.get(from).place()) < 0
                        ? known.get(from)
                        : newest;
            }
            if (newest != null && claim.place().compareTo(newest.place()) < 0) {
                violated(
                        claim.op().isLinearizable() ? "Linearizable" : "LabelledReads",
                        claim.op(),
                        "does not reflect " + newest.op().describe());
            }
        }
        for (Op op : answered) {
            if (op.read().getConsistency() == Consistency.CONSISTENCY_AT_LEAST
                    && op.record().getRevision() < op.read().getMinRevision()) {
                violated("MonotonicReads", op, "is older than it was to be");
            }
            long maxAge = op.read().getMaxAgeMillis();
            if (maxAge != 0 && (!op.record().hasAgeMillis() || op.record().getAgeMillis() > maxAge)) {
                violated("LabelledReads", op, "may be older than it was to be");
            }
        }
    }

    /** What was answered before this must be reflected; the beginning of time where nothing must. */
    private static long mustReflectBefore(Op op) {
        if (op.isLinearizable()) {
            return op.callNanos();
        }
        return op.record().hasAgeMillis()
                ? op.callNanos() - (op.record().getAgeMillis() + 1) * AGE_STEP_NANOS
                : Long.MIN_VALUE;
    }

    private static Optional<RequestId> requestId(Op op) {
        return switch (op.kind()) {
            case REGISTER -> Optional.of(op.register().getRequestId());
            case UPDATE -> Optional.of(op.update().getRequestId());
            case DEREGISTER -> Optional.of(op.deregister().getRequestId());
            default -> Optional.empty();
        };
    }

    private static RequestKey key(RequestId id) {
        return new RequestKey(id.getClientId(), id.getSequence());
    }

    private static RequestKey key(LoggedCommand command) {
        return new RequestKey(
                command.getRequest().getClientId(), command.getRequest().getSequence());
    }

    private void violated(String promise, Op op, String what) {
        add(promise, op.describe() + ": " + what);
    }

    private void add(String promise, String what) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(promise, what));
        }
    }
}
