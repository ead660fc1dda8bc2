package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.ServiceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/**
 * Holds a service when too many of its instances lapse at once: that is more likely a fault of the network, or ours,
 * than the death of them all.
 *
 * <p>While a service is held, healthy answers go on including its lapsed instances, and none is removed. A lapse counts
 * for one TTL. The lapses and the holds are replicated; the queue and the counts are derived from them.
 */
final class StormGovernor {
    private static final int LAPSE = 6;
    private static final int HOLD = 7;

    private final Table<Long, Lapse> lapses;
    private final Table<ServiceKey, Hold> holds;
    private final PriorityQueue<Lapse> byEnd = new PriorityQueue<>(
            Comparator.comparingLong(Lapse::countsUntilMillis).thenComparing(Lapse::leaseId));
    private final SortedMap<ServiceKey, Count> counts = new TreeMap<>();

    StormGovernor(TreePMap<Long, Lapse> lapses, TreePMap<ServiceKey, Hold> holds) {
        this.lapses = new Table<>(LAPSE, lapses);
        this.holds = new Table<>(HOLD, holds);
        for (Lapse lapse : lapses.values()) {
            byEnd.add(lapse);
            count(lapse, 1);
        }
    }

    boolean holds(ServiceKey service) {
        return holds.find(service) != null;
    }

    /** A lease lapsed. */
    void lapsed(Lease lease, long nowMillis) {
        put(new Lapse(lease.id(), lease.key().service(), nowMillis + lease.ttlMillis(), false));
    }

    /** A lapsed instance was removed because it stayed silent. */
    void removed(long leaseId) {
        Lapse lapse = lapses.find(leaseId);
        if (lapse != null) {
            put(new Lapse(leaseId, lapse.service(), lapse.countsUntilMillis(), true));
        }
    }

    /** A lapsed lease was renewed, or its holder is accounted for in another way. */
    void recovered(long leaseId) {
        Lapse lapse = lapses.find(leaseId);
        if (lapse != null) {
            lapses.remove(leaseId);
            count(lapse, -1);
        }
    }

    /** Holds a service if enough of it lapsed, given the number of its instances now; true when it was not held before. */
    boolean judge(ServiceKey service, int instances, long nowMillis, ClusterSettings settings) {
        forgetOld(nowMillis);
        Count count = counts.get(service);
        if (count == null || holds(service) || count.lapsed < settings.stormMinLapses()) {
            return false;
        }
        long all = instances + count.removed;
        if (count.lapsed * 100L <= all * settings.stormPercent()) {
            return false;
        }
        holds.put(service, new Hold(service, nowMillis + settings.maxHoldMillis()));
        return true;
    }

    /** Ends the hold of a service; its lapses so far do not count any more. False when it was not held. */
    boolean release(ServiceKey service) {
        if (!holds(service)) {
            return false;
        }
        holds.remove(service);
        List<Lapse> counted = new ArrayList<>();
        for (Lapse lapse : lapses.map().values()) {
            if (lapse.service().equals(service)) {
                counted.add(lapse);
            }
        }
        counted.forEach(lapse -> recovered(lapse.leaseId()));
        return true;
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

    private void put(Lapse lapse) {
        Lapse former = lapses.find(lapse.leaseId());
        if (former != null) {
            count(former, -1);
        }
        lapses.put(lapse.leaseId(), lapse);
        byEnd.add(lapse);
        count(lapse, 1);
    }

    private void forgetOld(long nowMillis) {
        for (Lapse first = byEnd.peek();
                first != null && first.countsUntilMillis() <= nowMillis;
                first = byEnd.peek()) {
            byEnd.remove();
            if (first.equals(lapses.find(first.leaseId()))) {
                recovered(first.leaseId());
            }
        }
    }

    private void count(Lapse lapse, int difference) {
        Count count = counts.computeIfAbsent(lapse.service(), service -> new Count());
        count.lapsed += difference;
        count.removed += lapse.removed() ? difference : 0;
        if (count.lapsed == 0) {
            counts.remove(lapse.service());
        }
    }

    /** The counting lapses of a service, and those of them whose instances are gone. */
    private static final class Count {
        private int lapsed;
        private int removed;
    }
}
