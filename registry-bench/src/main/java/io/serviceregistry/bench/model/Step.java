package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.ExpireLeases;
import io.serviceregistry.proto.log.v1.InstanceKey;
import io.serviceregistry.proto.log.v1.InstanceRecord;
import io.serviceregistry.proto.log.v1.InstanceSpec;
import io.serviceregistry.proto.log.v1.LeaseRecord;
import io.serviceregistry.proto.log.v1.LeaseRef;
import io.serviceregistry.proto.log.v1.LoggedCommand;
import io.serviceregistry.proto.log.v1.Outcome;
import io.serviceregistry.proto.log.v1.RegisterInstance;
import io.serviceregistry.proto.log.v1.RenewLeases;
import io.serviceregistry.proto.log.v1.Renewed;
import io.serviceregistry.proto.log.v1.UpdateInstance;
import io.serviceregistry.proto.v1.ChangeReason;
import io.serviceregistry.proto.v1.ErrorReason;
import io.serviceregistry.proto.v1.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One command that has passed the gates: the table of commands of docs/model.md, row by row. Lives for one command. */
final class Step {
    private static final int MAX_REPLACED = 100_000;
    private static final int MAX_WIDE = 1_000;

    private record Touched(Optional<Instance> before, ChangeReason reason) {}

    private final State state;
    private final Storms storms;
    private final Looks looks;
    private final SortedMap<InstanceName, Touched> touched = new TreeMap<>();

    Step(State state, Storms storms, Looks looks) {
        this.state = state;
        this.storms = storms;
        this.looks = looks;
    }

    Outcome perform(LoggedCommand command) {
        return switch (command.getCommandCase()) {
            case REGISTER -> register(command.getRegister());
            case RENEW -> renew(command.getRenew());
            case UPDATE -> update(command.getUpdate());
            case DEREGISTER ->
                deregister(
                        command.getDeregister().getKey(),
                        command.getDeregister().getLeaseId());
            case EXPIRE -> expire(command.getExpire());
            case BEGIN_TERM -> {
                if (command.getBeginTerm().getProposerTerm() == state.term) {
                    state.begunTerm = state.term;
                    state.graceUntilMillis = state.nowMillis + state.settings.getGraceMillis();
                }
                yield Refusals.DONE;
            }
            case ADOPT_SETTINGS -> {
                state.settings = command.getAdoptSettings().getSettings();
                yield Refusals.DONE;
            }
            case SET_OVERRIDE -> {
                var set = command.getSetOverride();
                yield set(new Intent(
                        Scope.of(set.getKey()),
                        set.getStatus(),
                        set.getReason(),
                        set.getOwner(),
                        end(set.getExpiresAfterMillis())));
            }
            case SET_WIDE_OVERRIDE -> {
                var set = command.getSetWideOverride();
                yield set(new Intent(
                        Scope.of(set.getScope()),
                        set.getStatus(),
                        set.getReason(),
                        set.getOwner(),
                        end(set.getExpiresAfterMillis())));
            }
            case CLEAR_OVERRIDE -> clear(Scope.of(command.getClearOverride().getKey()));
            case CLEAR_WIDE_OVERRIDE ->
                clear(Scope.of(command.getClearWideOverride().getScope()));
            case RELEASE_HOLD ->
                release(new ServiceName(
                        command.getReleaseHold().getNamespace(),
                        command.getReleaseHold().getService()));
            case END_DUE -> {
                if (command.getEndDue().getProposerTerm() == state.term) {
                    endDue();
                }
                yield Refusals.DONE;
            }
            case RAISE_FEATURE_LEVEL -> {
                if (command.getRaiseFeatureLevel().getProposerTerm() == state.term) {
                    state.level =
                            Math.max(state.level, command.getRaiseFeatureLevel().getLevel());
                }
                yield Refusals.DONE;
            }
            case BARRIER, COMPARE_STATES -> Refusals.DONE;
            case COMMAND_NOT_SET ->
                throw new IllegalArgumentException("a command that the model does not know: " + command);
        };
    }

    /** What the command did, if it did anything; the revision has to be moved before. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        touched.forEach((name, first) -> changes.add(
                new Change(name, first.before(), state.find(name).map(looks::withoutLease), first.reason())));
        return changes;
    }

    boolean changedAnything() {
        return !touched.isEmpty();
    }

    private long revisionAfter() {
        return state.revision + 1;
    }

    private Outcome register(RegisterInstance command) {
        InstanceSpec spec = command.getSpec();
        InstanceName name = InstanceName.of(spec.getKey());
        Optional<InstanceRecord> former = state.find(name);
        Optional<Outcome> refusal =
                former.isPresent() ? refuseOver(former.get(), command) : refuseNew(name.service(), command);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        ChangeReason reason =
                former.isPresent() ? ChangeReason.CHANGE_REASON_REPLACED : ChangeReason.CHANGE_REASON_REGISTERED;
        touch(name, reason);
        former.ifPresent(instance -> replace(name, instance.getLeaseId()));
        long leaseId = state.nextLeaseId++;
        LeaseRecord.Builder lease = LeaseRecord.newBuilder()
                .setLeaseId(leaseId)
                .setKey(spec.getKey())
                .setTtlMillis(spec.getTtlMillis());
        if (spec.getTtlMillis() != 0) {
            lease.setDeadlineMillis(state.nowMillis + spec.getTtlMillis());
        }
        state.leases.put(leaseId, lease.build());
        state.put(InstanceRecord.newBuilder()
                .setSpec(spec)
                .setLeaseId(leaseId)
                .setRegisteredRevision(revisionAfter())
                .setModifiedRevision(revisionAfter())
                .setRegisteredAtMillis(state.nowMillis)
                .setModifiedAtMillis(state.nowMillis)
                .setReason(reason.getNumber())
                .build());
        return Outcome.newBuilder().setRegisteredLeaseId(leaseId).build();
    }

    private static Optional<Outcome> refuseOver(InstanceRecord former, RegisterInstance command) {
        if (command.getIfAbsent()) {
            return Optional.of(Refusals.refused(ErrorReason.ERROR_REASON_INSTANCE_EXISTS, former.getLeaseId()));
        }
        return command.hasPreviousLeaseId() && command.getPreviousLeaseId() < former.getLeaseId()
                ? Optional.of(Refusals.refused(ErrorReason.ERROR_REASON_LEASE_REPLACED, former.getLeaseId()))
                : Optional.empty();
    }

    private Optional<Outcome> refuseNew(ServiceName service, RegisterInstance command) {
        if (command.hasPreviousLeaseId() && state.replaced.containsKey(command.getPreviousLeaseId())) {
            return Optional.of(Refusals.refused(ErrorReason.ERROR_REASON_LEASE_REPLACED));
        }
        if (state.sizeOf(service) >= state.settings.getMaxInstancesPerService()) {
            return Optional.of(Refusals.refused(
                    ErrorReason.ERROR_REASON_TOO_MANY_INSTANCES, state.settings.getMaxInstancesPerService()));
        }
        return state.instances() >= state.settings.getMaxInstances()
                ? Optional.of(
                        Refusals.refused(ErrorReason.ERROR_REASON_REGISTRY_FULL, state.settings.getMaxInstances()))
                : Optional.empty();
    }

    private void replace(InstanceName name, long leaseId) {
        state.leases.remove(leaseId);
        state.replaced.put(leaseId, name);
        if (state.replaced.size() > MAX_REPLACED) {
            state.replaced.remove(state.replaced.firstKey());
        }
        storms.recovered(leaseId);
    }

    private Outcome renew(RenewLeases command) {
        Renewed.Builder renewed = Renewed.newBuilder();
        long leaseId = 0;
        for (long delta : command.getLeaseIdDeltasList()) {
            leaseId += delta;
            LeaseRecord lease = state.leases.get(leaseId);
            if (lease != null) {
                renew(lease);
                revive(lease, renewed);
            } else if (state.replaced.containsKey(leaseId)) {
                renewed.addReplaced(leaseId);
            } else {
                renewed.addUnknown(leaseId);
            }
        }
        return Outcome.newBuilder().setRenewed(renewed).build();
    }

    private void renew(LeaseRecord lease) {
        LeaseRecord.Builder next = lease.toBuilder().setRenewals(lease.getRenewals() + 1);
        if (lease.getTtlMillis() != 0) {
            next.setDeadlineMillis(state.nowMillis + lease.getTtlMillis());
        }
        state.leases.put(lease.getLeaseId(), next.build());
    }

    private void revive(LeaseRecord lease, Renewed.Builder renewed) {
        InstanceName name = InstanceName.of(lease.getKey());
        InstanceRecord instance = instance(name);
        if (instance.hasLapsedAtMillis()) {
            touch(name, ChangeReason.CHANGE_REASON_RECOVERED);
            put(instance.toBuilder().clearLapsedAtMillis(), ChangeReason.CHANGE_REASON_RECOVERED);
            storms.recovered(lease.getLeaseId());
            renewed.addRecovered(lease.getLeaseId());
        }
    }

    private Outcome update(UpdateInstance command) {
        InstanceName name = InstanceName.of(command.getKey());
        Optional<InstanceRecord> found = state.find(name);
        Optional<Outcome> refusal = refuseHolder(found, command.getLeaseId());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        InstanceRecord instance = found.orElseThrow();
        long present = instance.getModifiedRevision();
        if (command.getExpectedRevision() != 0 && command.getExpectedRevision() != present) {
            return Refusals.refused(ErrorReason.ERROR_REASON_REVISION_MISMATCH, present);
        }
        InstanceSpec updated = updated(instance.getSpec(), command);
        if (updated.equals(instance.getSpec())) {
            return Outcome.newBuilder().setUpdatedRevision(present).build();
        }
        touch(name, ChangeReason.CHANGE_REASON_UPDATED);
        put(instance.toBuilder().setSpec(updated), ChangeReason.CHANGE_REASON_UPDATED);
        return Outcome.newBuilder().setUpdatedRevision(revisionAfter()).build();
    }

    private static InstanceSpec updated(InstanceSpec spec, UpdateInstance command) {
        InstanceSpec.Builder updated = spec.toBuilder();
        if (command.getStatusValue() != 0) {
            updated.setStatus(command.getStatus());
        }
        if (command.hasMetadata()) {
            updated.clearMetadata().addAllMetadata(command.getMetadata().getEntriesList());
        }
        if (command.hasChecks()) {
            updated.clearChecks().addAllChecks(command.getChecks().getChecksList());
        }
        if (command.getWeight() != 0) {
            updated.setWeight(command.getWeight());
        }
        return updated.build();
    }

    private Outcome deregister(InstanceKey key, long leaseId) {
        InstanceName name = InstanceName.of(key);
        Optional<InstanceRecord> found = state.find(name);
        Optional<Outcome> refusal = refuseHolder(found, leaseId);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        touch(name, ChangeReason.CHANGE_REASON_DEREGISTERED);
        storms.recovered(found.orElseThrow().getLeaseId());
        remove(name, found.orElseThrow().getLeaseId());
        return Refusals.DONE;
    }

    private Optional<Outcome> refuseHolder(Optional<InstanceRecord> instance, long leaseId) {
        long holder = instance.map(InstanceRecord::getLeaseId).orElse(0L);
        if (leaseId == 0 || (instance.isPresent() && holder == leaseId)) {
            return instance.isPresent()
                    ? Optional.empty()
                    : Optional.of(Refusals.refused(ErrorReason.ERROR_REASON_INSTANCE_NOT_FOUND));
        }
        if (instance.isPresent() && leaseId < holder) {
            return Optional.of(Refusals.refused(ErrorReason.ERROR_REASON_LEASE_REPLACED, holder));
        }
        return Optional.of(Refusals.refused(
                state.replaced.containsKey(leaseId)
                        ? ErrorReason.ERROR_REASON_LEASE_REPLACED
                        : ErrorReason.ERROR_REASON_LEASE_UNKNOWN));
    }

    private Outcome expire(ExpireLeases command) {
        if (command.getProposerTerm() != state.term || state.begunTerm != state.term) {
            return Refusals.DONE;
        }
        storms.forgetOld();
        SortedSet<ServiceName> struck = new TreeSet<>();
        for (LeaseRef seen : command.getLeasesList()) {
            stillAsSeen(seen)
                    .filter(this::lapse)
                    .ifPresent(
                            lease -> struck.add(InstanceName.of(lease.getKey()).service()));
        }
        for (ServiceName service : struck) {
            if (!storms.holds(service) && storms.isStorm(service)) {
                touchLapsed(service);
                storms.hold(service);
            }
        }
        for (LeaseRef seen : command.getLeasesList()) {
            stillAsSeen(seen).ifPresent(this::removeIfDue);
        }
        return Refusals.DONE;
    }

    private Optional<LeaseRecord> stillAsSeen(LeaseRef seen) {
        return Optional.ofNullable(state.leases.get(seen.getLeaseId()))
                .filter(lease -> lease.getRenewals() == seen.getRenewals());
    }

    private boolean lapse(LeaseRecord lease) {
        InstanceName name = InstanceName.of(lease.getKey());
        InstanceRecord instance = instance(name);
        if (instance.hasLapsedAtMillis() || LeaseTimes.lapsesAt(lease, state.graceUntilMillis) > state.nowMillis) {
            return false;
        }
        touch(name, ChangeReason.CHANGE_REASON_LAPSED);
        put(
                instance.toBuilder().setLapses(instance.getLapses() + 1).setLapsedAtMillis(state.nowMillis),
                ChangeReason.CHANGE_REASON_LAPSED);
        storms.lapsed(lease);
        return true;
    }

    private void removeIfDue(LeaseRecord lease) {
        InstanceName name = InstanceName.of(lease.getKey());
        InstanceRecord instance = instance(name);
        InstanceSpec spec = instance.getSpec();
        if (instance.hasLapsedAtMillis()
                && spec.hasRemoveAfterMillis()
                && instance.getLapsedAtMillis() + spec.getRemoveAfterMillis() <= state.nowMillis
                && !storms.holds(name.service())) {
            touch(name, ChangeReason.CHANGE_REASON_EXPIRED);
            storms.removed(lease.getLeaseId());
            remove(name, lease.getLeaseId());
        }
    }

    private long end(long afterMillis) {
        return afterMillis == 0 ? 0 : state.nowMillis + afterMillis;
    }

    private Outcome set(Intent intent) {
        boolean isNew = !state.intents.containsKey(intent.scope());
        boolean wide = intent.scope().isWide();
        long alike = state.intents.keySet().stream()
                .filter(scope -> scope.isWide() == wide)
                .count();
        if (isNew && wide && alike >= MAX_WIDE) {
            return Refusals.refused(ErrorReason.ERROR_REASON_TOO_MANY_OVERRIDES, MAX_WIDE);
        }
        if (isNew && !wide && alike >= state.settings.getMaxInstances()) {
            return Refusals.refused(ErrorReason.ERROR_REASON_REGISTRY_FULL, state.settings.getMaxInstances());
        }
        change(intent.scope(), () -> state.intents.put(intent.scope(), intent));
        return Refusals.DONE;
    }

    private Outcome clear(Scope scope) {
        if (!state.intents.containsKey(scope)) {
            return Refusals.refused(ErrorReason.ERROR_REASON_OVERRIDE_NOT_FOUND);
        }
        change(scope, () -> state.intents.remove(scope));
        return Refusals.DONE;
    }

    /** Touches the instances for which another override holds afterwards, or none. */
    private void change(Scope scope, Runnable change) {
        List<InstanceRecord> members = state.services.values().stream()
                .flatMap(service -> service.values().stream())
                .filter(instance -> scope.holds(
                        instance.getSpec().getKey(), instance.getSpec().getZone()))
                .toList();
        List<Instance> looked = members.stream().map(looks::withoutLease).toList();
        List<Optional<Intent>> held = members.stream().map(looks::holding).toList();
        change.run();
        for (int i = 0; i < members.size(); i++) {
            InstanceRecord instance = members.get(i);
            if (!looks.holding(instance).equals(held.get(i))) {
                InstanceName name = InstanceName.of(instance.getSpec().getKey());
                touch(name, Optional.of(looked.get(i)), ChangeReason.CHANGE_REASON_OVERRIDDEN);
                put(instance.toBuilder(), ChangeReason.CHANGE_REASON_OVERRIDDEN);
            }
        }
    }

    private Outcome release(ServiceName service) {
        if (!storms.holds(service)) {
            return Refusals.refused(ErrorReason.ERROR_REASON_SERVICE_NOT_HELD);
        }
        touchLapsed(service);
        storms.release(service);
        return Refusals.DONE;
    }

    private void endDue() {
        List<Scope> ended = state.intents.values().stream()
                .filter(intent -> intent.endedAt(state.nowMillis))
                .map(Intent::scope)
                .toList();
        ended.forEach(scope -> change(scope, () -> state.intents.remove(scope)));
        storms.due().forEach(this::release);
    }

    /** The counting lapses of a service that still have their leases. */
    private void touchLapsed(ServiceName service) {
        storms.of(service).forEach(lapse -> {
            LeaseRecord lease = state.leases.get(lapse.getLeaseId());
            if (lease != null) {
                InstanceName name = InstanceName.of(lease.getKey());
                InstanceRecord instance = instance(name);
                touch(name, ChangeReason.CHANGE_REASON_HELD);
                if (instance.getModifiedRevision() != revisionAfter()) {
                    put(instance.toBuilder(), ChangeReason.CHANGE_REASON_HELD);
                }
            }
        });
    }

    private void touch(InstanceName name, ChangeReason reason) {
        touch(name, state.find(name).map(looks::withoutLease), reason);
    }

    /** What it was before the first touch counts; the reason of the last one does, unless that is a hold. */
    private void touch(InstanceName name, Optional<Instance> before, ChangeReason reason) {
        Touched first = touched.putIfAbsent(name, new Touched(before, reason));
        if (first != null && reason != ChangeReason.CHANGE_REASON_HELD) {
            touched.put(name, new Touched(first.before(), reason));
        }
    }

    private void put(InstanceRecord.Builder instance, ChangeReason reason) {
        state.put(instance.setModifiedRevision(revisionAfter())
                .setModifiedAtMillis(state.nowMillis)
                .setReason(reason.getNumber())
                .build());
    }

    private void remove(InstanceName name, long leaseId) {
        state.leases.remove(leaseId);
        state.remove(name, revisionAfter());
    }

    private InstanceRecord instance(InstanceName name) {
        return state.find(name).orElseThrow(() -> new IllegalStateException("a lease without its instance " + name));
    }
}
