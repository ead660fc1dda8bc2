package io.serviceregistry.node.lease;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.state.Hold;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.LeaderDuty;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Proposes the expiry of silent leases, on the leader: first their lapse, then their removal.
 *
 * <p>Its index is derived (see {@link ExpiryIndex}); new leases reach it as the change sets that apply reports. Its methods
 * are called by the thread that proposes, {@link #changed} by that of apply.
 */
public final class LeaseExpirer implements LeaderDuty {
    /**
     * One command's worth. However many leases die at once, each entry takes so many: a renewal, which comes first in the next
     * entry, waits for the few entries that are in flight and not for all the dead.
     */
    static final int MAX_LOOKS = ExpireLeases.MAX_LEASES;

    /** How much later than the early end of a hold a removal may come. */
    static final long LOOK_AT_HELD_MILLIS = 10_000;

    /** By then the end of a hold that has lasted as long as it may was noticed, proposed and, mostly, applied. */
    static final long HOLD_ENDED_MILLIS = DueEnder.LOOK_EVERY_MILLIS + 500;

    /** When what was proposed has not happened yet, look again. */
    static final long LOOK_AGAIN_MILLIS = 1_000;

    /** A new lease, and the revision from which on it can be found. */
    private record Granted(long leaseId, long revision) {}

    private final ExpiryIndex index = new ExpiryIndex();
    private final Queue<Granted> granted = new ConcurrentLinkedQueue<>();
    private volatile boolean leads;
    private boolean more;
    private long term;

    /** Notes the leases that a command granted. */
    public void changed(ChangeSet changes) {
        if (!leads) {
            return;
        }
        for (Change change : changes.changes()) {
            if (change.after() != null
                    && (change.before() == null
                            || change.before().instance().leaseId()
                                    != change.after().instance().leaseId())) {
                granted.add(new Granted(change.after().instance().leaseId(), changes.revision()));
            }
        }
    }

    @Override
    public void beginTerm(long newTerm, Supplier<CatalogView> current) {
        granted.clear();
        leads = true;
        term = newTerm;
        index.clear();
        // Apply publishes a view before it reports the changes: a lease that is not in a view taken after «leads» was
        // set will still be reported. One that is in both is looked at twice: harmless.
        CatalogView view = current.get();
        for (Lease lease : view.image().leases().values()) {
            if (lease.ttlMillis() != InstanceSpec.NO_TTL) {
                index.add(lease.id(), nextLookMillis(lease, view));
            }
        }
    }

    @Override
    public void endTerm() {
        leads = false;
        more = false;
        granted.clear();
        index.clear();
    }

    @Override
    public List<Command> due(CatalogView view, long timeMillis) {
        addGranted(view);
        List<LeaseRef> due = new ArrayList<>();
        index.poll(timeMillis, MAX_LOOKS, leaseId -> look(leaseId, view, timeMillis, due));
        more = index.isDue(timeMillis);
        return due.isEmpty() ? List.of() : List.of(new ExpireLeases(term, due));
    }

    @Override
    public boolean hasMore() {
        return more;
    }

    private void addGranted(CatalogView view) {
        // What was granted after this view was published is not in it, and waits for the next one.
        for (Granted first = granted.peek();
                first != null && first.revision() <= view.image().revision();
                first = granted.peek()) {
            granted.remove();
            view.findLease(first.leaseId())
                    .filter(lease -> lease.ttlMillis() != InstanceSpec.NO_TTL)
                    .ifPresent(lease -> index.add(lease.id(), nextLookMillis(lease, view)));
        }
    }

    /** How many looks are planned: about one for each lease. */
    int planned() {
        return index.size();
    }

    private void look(long leaseId, CatalogView view, long timeMillis, List<LeaseRef> due) {
        Lease lease = view.findLease(leaseId).orElse(null);
        if (lease == null) {
            return; // ended since: nothing to look after
        }
        long nextMillis = nextLookMillis(lease, view);
        if (nextMillis <= timeMillis) {
            due.add(new LeaseRef(leaseId, lease.renewals()));
            nextMillis = timeMillis + LOOK_AGAIN_MILLIS;
        }
        index.add(leaseId, nextMillis);
    }

    /** When something becomes due for a lease: its lapse, or the removal of its lapsed instance. */
    private static long nextLookMillis(Lease lease, CatalogView view) {
        Instance instance = view.find(lease.key())
                .map(found -> found.instance())
                .filter(found -> found.leaseId() == lease.id() && found.lapsed())
                .orElse(null);
        if (instance == null) {
            return lease.lapsesAtMillis(view.image().scalars().graceUntilMillis());
        }
        // Once a TTL at least: should it be renewed meanwhile, its next lapse is then noticed in time.
        long nextTtlMillis = view.image().timeMillis() + lease.ttlMillis();
        if (instance.spec().removeAfterMillis() == InstanceSpec.NEVER_REMOVE) {
            return nextTtlMillis;
        }
        Hold hold = view.image().holds().get(lease.key().service());
        if (hold != null) {
            return Math.min(
                    nextTtlMillis, nextLookAtHeldMillis(hold, view.image().timeMillis()));
        }
        return Math.min(
                nextTtlMillis, instance.lapsedAtMillis() + instance.spec().removeAfterMillis());
    }

    /** When a hold is over, or earlier, as nothing tells of an end before its time. */
    private static long nextLookAtHeldMillis(Hold hold, long timeMillis) {
        long overMillis = hold.untilMillis() + HOLD_ENDED_MILLIS;
        return Math.min(timeMillis + LOOK_AT_HELD_MILLIS, Math.max(timeMillis + LOOK_AGAIN_MILLIS, overMillis));
    }
}
