package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.ReleaseHold;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.Moment;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StatusOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One command at work on the tables: lives for one apply. Whatever it changes in the catalog becomes one change set at
 * the next revision; a command that changes nothing there leaves the revision alone.
 */
final class Execution implements Command.Visitor<Outcome> {
    private final Catalog catalog;
    private final LeaseTable leases;
    private final Overrides overrides;
    private final StormGovernor governor;
    private final ChangeCollector collector = new ChangeCollector();
    private final Moment moment;
    private final long nowMillis;
    private final long term;
    private final long logIndex;
    private ClusterSettings settings;
    private long graceUntilMillis;
    private long begunTerm;
    private Agreement agreement;
    private int featureLevel;

    Execution(
            Catalog catalog,
            LeaseTable leases,
            Overrides overrides,
            StormGovernor governor,
            ClusterSettings settings,
            long graceUntilMillis,
            long begunTerm,
            Agreement agreement,
            int featureLevel,
            Position here,
            long term) {
        this.catalog = catalog;
        this.leases = leases;
        this.overrides = overrides;
        this.governor = governor;
        this.settings = settings;
        this.graceUntilMillis = graceUntilMillis;
        this.begunTerm = begunTerm;
        this.agreement = agreement;
        this.featureLevel = featureLevel;
        this.moment = new Moment(here.revision() + 1, here.timeMillis());
        this.nowMillis = here.timeMillis();
        this.term = term;
        this.logIndex = here.logIndex();
    }

    @Override
    public Outcome register(RegisterInstance command) {
        InstanceKey key = command.spec().key();
        Instance former = catalog.find(key);
        Outcome refusal = former == null ? refuseNew(command) : refuseOver(former, command);
        if (refusal != null) {
            return refusal;
        }
        touch(key, former == null ? ChangeReason.REGISTERED : ChangeReason.REPLACED);
        if (former != null) {
            leases.replace(former.leaseId(), key);
            governor.recovered(former.leaseId());
        }
        InstanceSpec spec = command.spec().keptAs(former == null ? catalog.sharing(key) : former.key());
        Lease lease = leases.grant(spec.key(), spec.ttlMillis(), nowMillis);
        ChangeReason reason = former == null ? ChangeReason.REGISTERED : ChangeReason.REPLACED;
        catalog.put(Instance.registered(spec, lease.id(), moment, reason));
        return new Outcome.Registered(lease.id());
    }

    private @Nullable Outcome refuseOver(Instance former, RegisterInstance command) {
        if (command.condition() == Condition.IF_ABSENT) {
            return new Outcome.Rejected(Rejection.INSTANCE_EXISTS, former.leaseId());
        }
        if (command.condition() == Condition.PREVIOUS_LEASE && former.leaseId() > command.previousLeaseId()) {
            return new Outcome.Rejected(Rejection.LEASE_REPLACED, former.leaseId());
        }
        return null;
    }

    private @Nullable Outcome refuseNew(RegisterInstance command) {
        if (command.condition() == Condition.PREVIOUS_LEASE && leases.wasReplaced(command.previousLeaseId())) {
            return Outcome.rejected(Rejection.LEASE_REPLACED);
        }
        if (catalog.sizeOf(command.spec().key().service()) >= settings.maxInstancesPerService()) {
            return new Outcome.Rejected(Rejection.TOO_MANY_INSTANCES, settings.maxInstancesPerService());
        }
        if (catalog.size() >= settings.maxInstances()) {
            return new Outcome.Rejected(Rejection.REGISTRY_FULL, settings.maxInstances());
        }
        return null;
    }

    @Override
    public Outcome renew(RenewLeases command) {
        List<Long> recovered = new ArrayList<>();
        List<Long> replaced = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        for (int i = 0; i < command.size(); i++) {
            Lease lease = leases.find(command.leaseId(i));
            if (lease == null) {
                (leases.wasReplaced(command.leaseId(i)) ? replaced : unknown).add(command.leaseId(i));
            } else {
                leases.renew(lease, nowMillis);
                if (revive(lease)) {
                    recovered.add(lease.id());
                }
            }
        }
        return new Outcome.Renewed(recovered, replaced, unknown);
    }

    private boolean revive(Lease lease) {
        if (lease.deadlineMillis() > nowMillis) {
            return false; // nearly all: before its deadline no lease has lapsed, and the instance need not be looked
            // for
        }
        Instance instance = instanceOf(lease);
        if (!instance.lapsed()) {
            return false;
        }
        touch(lease.key(), ChangeReason.RECOVERED);
        catalog.put(instance.recovered(moment));
        governor.recovered(lease.id());
        return true;
    }

    @Override
    public Outcome update(UpdateInstance command) {
        Instance instance = catalog.find(command.key());
        Outcome refusal = refuseHolder(instance, command.leaseId());
        if (refusal != null || instance == null) {
            return refusal == null ? Outcome.rejected(Rejection.INSTANCE_NOT_FOUND) : refusal;
        }
        if (command.expectedRevision() != UpdateInstance.ANY
                && command.expectedRevision() != instance.modifiedRevision()) {
            return new Outcome.Rejected(Rejection.REVISION_MISMATCH, instance.modifiedRevision());
        }
        InstanceSpec updated = command.appliedTo(instance.spec());
        if (updated.equals(instance.spec())) {
            return new Outcome.Updated(instance.modifiedRevision());
        }
        touch(command.key(), ChangeReason.UPDATED);
        catalog.put(instance.updated(updated, moment));
        return new Outcome.Updated(moment.revision());
    }

    @Override
    public Outcome deregister(DeregisterInstance command) {
        Instance instance = catalog.find(command.key());
        Outcome refusal = refuseHolder(instance, command.leaseId());
        if (refusal != null || instance == null) {
            return refusal == null ? Outcome.rejected(Rejection.INSTANCE_NOT_FOUND) : refusal;
        }
        touch(command.key(), ChangeReason.DEREGISTERED);
        governor.recovered(instance.leaseId());
        remove(instance);
        return Outcome.DONE;
    }

    /** Fencing: a caller that names a lease must hold the instance with it. */
    private @Nullable Outcome refuseHolder(@Nullable Instance instance, long leaseId) {
        if (leaseId == UpdateInstance.ANY || (instance != null && instance.leaseId() == leaseId)) {
            return null;
        }
        if (instance != null && leaseId < instance.leaseId()) {
            return new Outcome.Rejected(Rejection.LEASE_REPLACED, instance.leaseId());
        }
        return Outcome.rejected(leases.wasReplaced(leaseId) ? Rejection.LEASE_REPLACED : Rejection.LEASE_UNKNOWN);
    }

    @Override
    public Outcome expire(ExpireLeases command) {
        if (command.proposerTerm() != term || begunTerm != term) {
            return Outcome.DONE; // a deposed leader's decision, or one made before this term's grace was set
        }
        governor.forgetOld(nowMillis);
        SortedSet<ServiceKey> struck = new TreeSet<>();
        Map<Long, Instance> removable = new TreeMap<>();
        for (LeaseRef seen : command.leases()) {
            Lease lease = leases.find(seen.id());
            if (lease != null && lease.renewals() == seen.renewals()) {
                Instance instance = instanceOf(lease);
                if (!instance.lapsed() && lease.lapsesAtMillis(graceUntilMillis) <= nowMillis) {
                    instance = lapse(lease, instance);
                    struck.add(lease.key().service());
                }
                if (instance.isRemovableAt(nowMillis)) {
                    removable.put(lease.id(), instance);
                }
            }
        }
        // Before anything is removed: what is held stays.
        struck.forEach(this::judge);
        removable.values().forEach(this::removeUnlessHeld);
        return Outcome.DONE;
    }

    private Instance lapse(Lease lease, Instance instance) {
        touch(lease.key(), ChangeReason.LAPSED);
        Instance lapsed = instance.lapsed(moment);
        catalog.put(lapsed);
        governor.lapsed(lease, nowMillis);
        return lapsed;
    }

    private void removeUnlessHeld(Instance instance) {
        if (!governor.holds(instance.key().service())) {
            touch(instance.key(), ChangeReason.EXPIRED);
            governor.removed(instance.leaseId());
            remove(instance);
        }
    }

    private void judge(ServiceKey service) {
        if (!governor.holds(service) && governor.isStorm(service, catalog.sizeOf(service), settings)) {
            touchLapsed(service);
            governor.hold(service, nowMillis + settings.maxHoldMillis());
        }
    }

    /** Begin and end of a hold are changes of the instances it keeps, looked at while they still are what they were. */
    private void touchLapsed(ServiceKey service) {
        for (Lapse lapse : governor.lapsesOf(service)) {
            Lease lease = leases.find(lapse.leaseId());
            if (lease != null) {
                touch(lease.key(), ChangeReason.HELD);
                retouch(instanceOf(lease));
            }
        }
    }

    /** An instance that this very command changes already, because it lapsed, keeps that reason. */
    private void retouch(Instance instance) {
        if (instance.modifiedRevision() != moment.revision()) {
            catalog.put(instance.touched(moment, ChangeReason.HELD));
        }
    }

    @Override
    public Outcome beginTerm(BeginTerm command) {
        if (command.proposerTerm() == term) {
            begunTerm = term;
            graceUntilMillis = nowMillis + settings.graceMillis();
        }
        return Outcome.DONE;
    }

    @Override
    public Outcome adoptSettings(AdoptSettings command) {
        settings = command.settings();
        return Outcome.DONE;
    }

    @Override
    public Outcome setOverride(SetOverride command) {
        OverrideScope scope = command.scope();
        Outcome refusal = overrides.find(scope) == null ? refuseNew(scope) : null;
        if (refusal != null) {
            return refusal;
        }
        long expiresAtMillis = command.expiresAfterMillis() == StatusOverride.NEVER
                ? StatusOverride.NEVER
                : nowMillis + command.expiresAfterMillis();
        StatusOverride override =
                new StatusOverride(scope, command.status(), command.reason(), command.owner(), expiresAtMillis);
        if (!override.equals(overrides.find(scope))) {
            changeOverride(scope, () -> overrides.put(override));
        }
        return Outcome.DONE;
    }

    private @Nullable Outcome refuseNew(OverrideScope scope) {
        if (scope.isWide()) {
            return overrides.wide() < Overrides.MAX_WIDE
                    ? null
                    : new Outcome.Rejected(Rejection.TOO_MANY_OVERRIDES, Overrides.MAX_WIDE);
        }
        return overrides.narrow() < settings.maxInstances()
                ? null
                : new Outcome.Rejected(Rejection.REGISTRY_FULL, settings.maxInstances());
    }

    @Override
    public Outcome clearOverride(ClearOverride command) {
        if (overrides.find(command.scope()) == null) {
            return Outcome.rejected(Rejection.OVERRIDE_NOT_FOUND);
        }
        changeOverride(command.scope(), () -> overrides.remove(command.scope()));
        return Outcome.DONE;
    }

    /** Changes the instances for which another override holds afterwards, or none: the rest of the scope stays as it is. */
    private void changeOverride(OverrideScope scope, Runnable change) {
        List<InstanceView> before =
                catalog.within(scope).stream().map(this::view).toList();
        change.run();
        for (InstanceView view : before) {
            Instance instance = view.instance();
            if (!Objects.equals(view.override(), overrides.holding(instance.spec()))) {
                collector.touch(instance.key(), view, ChangeReason.OVERRIDDEN);
                catalog.put(instance.touched(moment, ChangeReason.OVERRIDDEN));
            }
        }
    }

    @Override
    public Outcome releaseHold(ReleaseHold command) {
        if (!governor.holds(command.service())) {
            return Outcome.rejected(Rejection.SERVICE_NOT_HELD);
        }
        release(command.service());
        return Outcome.DONE;
    }

    @Override
    public Outcome endDue(EndDue command) {
        if (command.proposerTerm() != term) {
            return Outcome.DONE;
        }
        overrides.due(nowMillis).forEach(due -> changeOverride(due.scope(), () -> overrides.remove(due.scope())));
        governor.due(nowMillis).forEach(this::release);
        return Outcome.DONE;
    }

    @Override
    public Outcome barrier(Barrier command) {
        return Outcome.DONE;
    }

    @Override
    public Outcome compareStates(CompareStates command) {
        boolean comparable = command.logIndex() > agreement.comparedIndex() && command.logIndex() < logIndex;
        if (command.proposerTerm() == term && comparable) {
            agreement = agreement.after(command);
        }
        return Outcome.DONE;
    }

    @Override
    public Outcome raiseFeatureLevel(RaiseFeatureLevel command) {
        if (command.proposerTerm() == term) {
            featureLevel = Math.max(featureLevel, command.level());
        }
        return Outcome.DONE;
    }

    private void release(ServiceKey service) {
        touchLapsed(service);
        governor.release(service);
    }

    private void remove(Instance instance) {
        leases.end(instance.leaseId());
        catalog.remove(instance.key(), moment.revision());
    }

    private Instance instanceOf(Lease lease) {
        Instance instance = catalog.find(lease.key());
        if (instance == null || instance.leaseId() != lease.id()) {
            throw new IllegalStateException("lease " + lease.id() + " without its instance " + lease.key());
        }
        return instance;
    }

    private void touch(InstanceKey key, ChangeReason reason) {
        Instance before = catalog.find(key);
        collector.touch(key, before == null ? null : view(before), reason);
    }

    private InstanceView view(Instance instance) {
        return new InstanceView(instance, overrides.holding(instance.spec()), governor.keeps(instance));
    }

    /** What this command changed, at the revision after it; null when nothing. */
    @Nullable
    ChangeSet changes() {
        if (collector.isEmpty()) {
            return null;
        }
        return collector.changes(moment.revision(), nowMillis, key -> {
            Instance after = catalog.find(key);
            return after == null ? null : view(after);
        });
    }

    ClusterSettings settings() {
        return settings;
    }

    long graceUntilMillis() {
        return graceUntilMillis;
    }

    long begunTerm() {
        return begunTerm;
    }

    Agreement agreement() {
        return agreement;
    }

    int featureLevel() {
        return featureLevel;
    }
}
