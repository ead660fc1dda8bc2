package io.serviceregistry.node.lease;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Leases by the time to look at them next, on the leader only.
 *
 * <p>Derived state: built from the replicated lease table when leadership is gained, told of new leases since, dropped when
 * leadership is lost. Losing it costs a rebuild, never a lease. Renewals do not touch it: a lease is looked at when its
 * deadline at the last look has come, and is put back when it was renewed since, so each lease costs one look per TTL. It
 * only proposes; whether a lease is due is decided again in apply.
 *
 * <p>Times are rounded up to slots, so that leases of nearly equal time share one. Confined to one thread.
 */
final class ExpiryIndex {
    /** Finer than the tick of 50 ms by which it is read would gain nothing. */
    static final long SLOT_MILLIS = 64;

    private final SortedMap<Long, LeaseIds> slots = new TreeMap<>();
    private int size;

    /** Looks at a lease at a registry time, or up to one slot later. */
    void add(long leaseId, long atMillis) {
        long slot = (atMillis + SLOT_MILLIS - 1) / SLOT_MILLIS;
        slots.computeIfAbsent(slot, at -> new LeaseIds()).add(leaseId);
        size++;
    }

    /** Takes out the leases whose time has come, at most so many. */
    void poll(long nowMillis, int limit, LongConsumer due) {
        int left = limit;
        while (left > 0 && isDue(nowMillis)) {
            Long slot = slots.firstKey();
            LeaseIds ids = slots.get(slot);
            while (left > 0 && ids != null && ids.size > 0) {
                left--;
                size--;
                due.accept(ids.removeLast());
            }
            if (ids == null || ids.size == 0) {
                slots.remove(slot);
            }
        }
    }

    /** True when a lease is there whose time has come. */
    boolean isDue(long nowMillis) {
        return !slots.isEmpty() && slots.firstKey() * SLOT_MILLIS <= nowMillis;
    }

    void clear() {
        slots.clear();
        size = 0;
    }

    /** How many looks are planned. */
    int size() {
        return size;
    }

    /** A growing list of numbers, without a box for each. */
    private static final class LeaseIds {
        private long[] ids = new long[8];
        private int size;

        private void add(long id) {
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, size * 2);
            }
            ids[size++] = id;
        }

        private long removeLast() {
            return ids[--size];
        }
    }
}
