package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.ServiceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pcollections.TreePMap;

/**
 * Holds a service when too many of its instances lapse at once: that is more likely a fault of the network, or ours,
 * than the death of them all.
 *
 * <p>A lapse counts for one TTL. While a service is held, none of its lapses is forgotten: they are the instances that
 * healthy answers go on including. Who lapsed longer ago stays out. None of a held service's instances is removed.
 *
 * <p>The lapses and the holds are replicated; counts and queue are derived from them, and equal what a restart derives.
 */
final class StormGovernor {
    private static final int LAPSE = 6;
    private static final int HOLD = 7;

    private final Table<Long, Lapse> lapses;
    private final Table<ServiceKey, Hold> holds;
    private final SortedMap<ServiceKey, Count> counts = new TreeMap<>();

    /** The lapses of services that are not held, in the order in which they cease to count. */
    private final NavigableSet<Lapse> byEnd =
            new TreeSet<>(Comparator.comparingLong(Lapse::countsUntilMillis).thenComparingLong(Lapse::leaseId));

    StormGovernor(TreePMap<Long, Lapse> lapses, TreePMap<ServiceKey, Hold> holds) {
        this.lapses = new Table<>(LAPSE, lapses);
        this.holds = new Table<>(HOLD, holds);
        lapses.values().forEach(this::count);
    }

    /** True while a service is held. */
    boolean holds(ServiceKey service) {
        return holds.find(service) != null;
    }

    /** True while an instance is lapsed and its service held for that. */
    boolean keeps(Instance instance) {
        return instance.lapsed()
                && lapses.find(instance.leaseId()) != null
                && holds(instance.key().service());
    }

    /** A lease lapsed. */
    void lapsed(Lease lease, long nowMillis) {
        add(new Lapse(lease.id(), lease.key().service(), nowMillis + lease.ttlMillis(), false));
    }

    /** A lapsed instance was removed because it stayed silent: its lapse still counts. */
    void removed(long leaseId) {
        Lapse lapse = lapses.find(leaseId);
        Count count = lapse == null ? null : counts.get(lapse.service());
        if (lapse == null || count == null || lapse.removed()) {
            return;
        }
        Lapse ofOneGone = new Lapse(leaseId, lapse.service(), lapse.countsUntilMillis(), true);
        lapses.put(leaseId, ofOneGone);
        count.lapses.put(leaseId, ofOneGone);
        count.removed++;
        if (byEnd.remove(lapse)) {
            byEnd.add(ofOneGone);
        }
    }

    /** A lapsed lease was renewed, or its holder is accounted for in another way. Ends a hold that waited for it alone. */
    void recovered(long leaseId) {
        Lapse lapse = lapses.find(leaseId);
        if (lapse != null) {
            forget(lapse);
            Count count = counts.get(lapse.service());
            if (count == null || count.standing() == 0) {
                release(lapse.service());
            }
        }
    }

    /** Forgets the lapses that do not count any more. */
    void forgetOld(long nowMillis) {
        while (!byEnd.isEmpty() && byEnd.first().countsUntilMillis() <= nowMillis) {
            forget(byEnd.first());
        }
    }

    /** True when enough of a service lapsed to hold it, given the number of its instances now. */
    boolean isStorm(ServiceKey service, int instances, ClusterSettings settings) {
        Count count = counts.get(service);
        if (count == null) {
            return false;
        }
        long all = (long) instances + count.removed;
        long lapsed = count.lapses.size();
        return lapsed >= settings.stormMinLapses() && lapsed * 100 > all * settings.stormPercent();
    }

    /** The lapses of a service that count. */
    List<Lapse> lapsesOf(ServiceKey service) {
        Count count = counts.get(service);
        return count == null ? List.of() : List.copyOf(count.lapses.values());
    }

    /** Begins to hold a service. */
    void hold(ServiceKey service, long untilMillis) {
        holds.put(service, new Hold(service, untilMillis));
        lapsesOf(service).forEach(byEnd::remove);
    }

    /** Ends the hold of a service; its lapses so far do not count any more. */
    void release(ServiceKey service) {
        if (holds(service)) {
            lapsesOf(service).forEach(this::forget);
            holds.remove(service);
        }
    }

    /** The services whose holds have lasted as long as they may. */
    List<ServiceKey> due(long nowMillis) {
        List<ServiceKey> due = new ArrayList<>();
        for (Hold hold : holds.map().values()) {
            if (hold.untilMillis() <= nowMillis) {
                due.add(hold.service());
            }
        }
        return due;
    }

    TreePMap<Long, Lapse> lapses() {
        return lapses.map();
    }

    TreePMap<ServiceKey, Hold> holds() {
        return holds.map();
    }

    long sum() {
        return lapses.sum() + holds.sum();
    }

    private void add(Lapse lapse) {
        lapses.put(lapse.leaseId(), lapse);
        count(lapse);
    }

    private void count(Lapse lapse) {
        Count count = counts.computeIfAbsent(lapse.service(), service -> new Count());
        count.lapses.put(lapse.leaseId(), lapse);
        count.removed += lapse.removed() ? 1 : 0;
        if (!holds(lapse.service())) {
            byEnd.add(lapse);
        }
    }

    private void forget(Lapse lapse) {
        lapses.remove(lapse.leaseId());
        byEnd.remove(lapse);
        Count count = counts.get(lapse.service());
        if (count != null) {
            count.lapses.remove(lapse.leaseId());
            count.removed -= lapse.removed() ? 1 : 0;
            if (count.lapses.isEmpty()) {
                counts.remove(lapse.service());
            }
        }
    }

    /** The counting lapses of a service by lease, and how many of them are of instances that are gone. */
    private static final class Count {
        private final SortedMap<Long, Lapse> lapses = new TreeMap<>();
        private int removed;

        private int standing() {
            return lapses.size() - removed;
        }
    }
}
