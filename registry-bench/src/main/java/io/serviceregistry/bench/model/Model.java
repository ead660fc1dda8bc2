package io.serviceregistry.bench.model;

import io.serviceregistry.bench.model.Effect.Told;
import io.serviceregistry.proto.log.v1.Entry;
import io.serviceregistry.proto.log.v1.InstanceRecord;
import io.serviceregistry.proto.log.v1.LeaseRecord;
import io.serviceregistry.proto.log.v1.LoggedCommand;
import io.serviceregistry.proto.log.v1.Outcome;
import io.serviceregistry.proto.log.v1.RequestRecord;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.ErrorReason;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.ServiceSummary;
import io.serviceregistry.proto.v1.StatusCount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The registry as docs/model.md specifies it: entries go in, effects come out, and the catalog can be looked at in between. */
public final class Model {
    private static final long MAX_TIME_STEP_MILLIS = 1_000;
    private static final int WIDE_OVERRIDES_LEVEL = 2;

    private final State state = new State();
    private final Storms storms = new Storms(state);
    private final Requests requests = new Requests(state);
    private final Looks looks = new Looks(state, storms);

    /** The registry before the first entry. */
    public Model() {}

    /** The registry of a snapshot. */
    public Model(List<SnapshotRecord> snapshot) {
        state.load(snapshot);
    }

    /** An entry of the log that is none of the registry's: the position moves, and nothing else. */
    public void skip(long index, long term) {
        state.logIndex = index;
        state.term = term;
    }

    /** Applies an entry; what each of its commands came to. */
    public List<Effect> apply(long index, long term, Entry entry) {
        skip(index, term);
        if (entry.getProposerTerm() == term) {
            long bounded = Math.min(entry.getTimeMillis(), state.nowMillis + MAX_TIME_STEP_MILLIS);
            state.nowMillis = Math.max(state.nowMillis, bounded);
        }
        moveForgottenUntil();
        requests.forgetOld();
        List<Effect> effects = new ArrayList<>();
        for (LoggedCommand command : entry.getCommandsList()) {
            effects.add(apply(command, new Place(index, effects.size())));
        }
        return effects;
    }

    private void moveForgottenUntil() {
        state.forgottenUntilMillis =
                Math.max(state.forgottenUntilMillis, state.nowMillis - state.settings.getRequestWindowMillis());
    }

    private Effect apply(LoggedCommand command, Place place) {
        Optional<Effect> stopped = gates(command, place);
        if (stopped.isPresent()) {
            return stopped.get();
        }
        Step step = new Step(state, storms, looks);
        Outcome outcome = step.perform(command);
        moveForgottenUntil();
        state.revision += step.changedAnything() ? 1 : 0;
        Told told = new Told(place, state.revision, state.nowMillis);
        if (command.hasRequest()) {
            requests.remember(command, told, outcome);
        }
        return new Effect(command, place, told, outcome, true, step.changes());
    }

    private Optional<Effect> gates(LoggedCommand command, Place place) {
        int required = command.hasSetWideOverride() || command.hasClearWideOverride()
                ? WIDE_OVERRIDES_LEVEL
                : State.FIRST_LEVEL;
        if (required > state.level) {
            return refused(command, place, ErrorReason.ERROR_REASON_FEATURE_LEVEL_TOO_LOW, required);
        }
        if (command.hasRequest()) {
            Optional<RequestRecord> remembered = requests.find(command.getRequest());
            if (remembered.isPresent()) {
                return requests.isSame(command)
                        ? Optional.of(repeated(command, place, remembered.get()))
                        : refused(command, place, ErrorReason.ERROR_REASON_REQUEST_ID_REUSED, 0);
            }
            requests.forgetAnswered(command.getRequest());
            if (requests.isTooOld(command.getRequest())) {
                return refused(command, place, ErrorReason.ERROR_REASON_REQUEST_TOO_OLD, 0);
            }
            if (requests.isFullFor(command.getRequest())) {
                return refused(
                        command,
                        place,
                        ErrorReason.ERROR_REASON_TOO_MANY_REQUESTS_REMEMBERED,
                        state.settings.getMaxRememberedRequests());
            }
        }
        return command.getNotAfterMillis() != 0 && state.nowMillis > command.getNotAfterMillis()
                ? refused(command, place, ErrorReason.ERROR_REASON_DEADLINE_PASSED, command.getNotAfterMillis())
                : Optional.empty();
    }

    private Optional<Effect> refused(LoggedCommand command, Place place, ErrorReason reason, long detail) {
        Told told = new Told(place, state.revision, state.nowMillis);
        return Optional.of(new Effect(command, place, told, Refusals.refused(reason, detail), false, List.of()));
    }

    private static Effect repeated(LoggedCommand command, Place place, RequestRecord first) {
        Told told = new Told(
                new Place(first.getLogIndex(), first.getCommandIndex()),
                first.getRevision(),
                first.getAppliedAtMillis());
        return new Effect(command, place, told, first.getOutcome(), false, List.of());
    }

    /** The index of the last entry. */
    public long logIndex() {
        return state.logIndex;
    }

    /** The revision. */
    public long revision() {
        return state.revision;
    }

    /** The registry time. */
    public long nowMillis() {
        return state.nowMillis;
    }

    /** No lease lapses before this registry time, within its own TTL after the deadline. */
    public long graceUntilMillis() {
        return state.graceUntilMillis;
    }

    /** The grace of a new leader. */
    public long graceMillis() {
        return state.settings.getGraceMillis();
    }

    /** The feature level. */
    public int level() {
        return state.level;
    }

    /** True while a service is held. */
    public boolean holds(ServiceName service) {
        return storms.holds(service);
    }

    /** An instance as it is answered. */
    public Optional<Instance> find(InstanceName name) {
        return state.find(name).map(looks::withLease);
    }

    /** The instances of a service that a filter keeps, as they are answered, in the order of their ids. */
    public List<Instance> discover(ServiceName service, InstanceFilter filter) {
        return members(service).stream()
                .map(looks::withLease)
                .filter(instance -> keeps(filter, instance))
                .toList();
    }

    /** Every instance, without what changes with each renewal. */
    public List<Instance> all() {
        return state.services.values().stream()
                .flatMap(service -> service.values().stream())
                .map(looks::withoutLease)
                .toList();
    }

    /** How many instances a service has. */
    public int sizeOf(ServiceName service) {
        return state.sizeOf(service);
    }

    /** The services of a namespace, as they are answered, in the order of their names. */
    public List<ServiceSummary> services(String namespace) {
        return state.services.keySet().stream()
                .filter(service -> service.namespace().equals(namespace))
                .map(this::summary)
                .toList();
    }

    private ServiceSummary summary(ServiceName service) {
        SortedMap<EffectiveStatus, Integer> counts = new TreeMap<>();
        for (InstanceRecord instance : members(service)) {
            counts.merge(looks.withoutLease(instance).getStatus(), 1, Integer::sum);
        }
        ServiceSummary.Builder summary = ServiceSummary.newBuilder()
                .setService(service.service())
                .setTotal(state.sizeOf(service))
                .setHealthy(counts.entrySet().stream()
                        .filter(count -> Looks.isHealthy(count.getKey()))
                        .mapToInt(Map.Entry::getValue)
                        .sum())
                .setHeld(holds(service))
                .setModifiedRevision(state.modified.getOrDefault(service, 0L));
        counts.forEach((status, count) ->
                summary.addCounts(StatusCount.newBuilder().setStatus(status).setCount(count)));
        return summary.build();
    }

    private Collection<InstanceRecord> members(ServiceName service) {
        return state.services.getOrDefault(service, new TreeMap<>()).values();
    }

    /** Whether a filter of the public schema keeps an instance. */
    public static boolean keeps(InstanceFilter filter, Instance instance) {
        return switch (filter) {
            case INSTANCE_FILTER_UNSPECIFIED, INSTANCE_FILTER_HEALTHY -> instance.getHealthy();
            case INSTANCE_FILTER_ALIVE ->
                instance.getHeld() || instance.getStatus() != EffectiveStatus.EFFECTIVE_STATUS_LAPSED;
            case INSTANCE_FILTER_ALL -> true;
            case UNRECOGNIZED -> throw new IllegalArgumentException("filter: " + filter + " (expected: a known one)");
        };
    }

    /** The leases, by id. */
    public Collection<LeaseRecord> leases() {
        return state.leases.values();
    }

    /** From when on a lease may lapse, as things are. */
    public long lapsesAtMillis(LeaseRecord lease) {
        return LeaseTimes.lapsesAt(lease, state.graceUntilMillis);
    }

    /** Every row of every table, for comparing two states; what only the node knows of a request is left out. */
    SortedSet<String> asText() {
        SortedSet<String> text = new TreeSet<>();
        state.services.values().forEach(members -> members.values().forEach(record -> text.add(record.toString())));
        state.modified.forEach((service, revision) -> text.add(service + "@" + revision));
        state.leases.values().forEach(record -> text.add(record.toString()));
        state.lapses.values().forEach(record -> text.add(record.toString()));
        state.holds.values().forEach(record -> text.add(record.toString()));
        state.clients.values().forEach(record -> text.add(record.toString()));
        state.requests
                .values()
                .forEach(record ->
                        text.add(record.toBuilder().clearFingerprint().build().toString()));
        state.replaced.forEach((lease, name) -> text.add(lease + "=" + name));
        state.intents.values().forEach(intent -> text.add(intent.toString()));
        text.add("%d %d %d %d %d %d %d %d %d %s"
                .formatted(
                        state.logIndex,
                        state.term,
                        state.revision,
                        state.nowMillis,
                        state.nextLeaseId,
                        state.graceUntilMillis,
                        state.begunTerm,
                        state.forgottenUntilMillis,
                        state.level,
                        state.settings));
        return text;
    }
}
