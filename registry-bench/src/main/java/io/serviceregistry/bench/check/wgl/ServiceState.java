package io.serviceregistry.bench.check.wgl;

import io.serviceregistry.bench.check.wgl.ServiceOperation.Content;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The instances of a service as callers can know them. A value.
 *
 * @param newestLease the highest lease id that was granted, as far as it is known
 */
record ServiceState(Map<String, Cell> cells, long newestLease) {
    static final ServiceState EMPTY = new ServiceState(Map.of(), 0);

    /**
     * An instance that is there.
     *
     * @param leaseId 0 when nobody was told it
     * @param version its revision, of which only counts whether two are the same; 0 when nobody was told it
     * @param renewedNanos not after its lease was renewed last: when that was called
     */
    record Cell(
            long leaseId,
            long version,
            Content content,
            boolean lapsed,
            long ttlNanos,
            long removeAfterNanos,
            long renewedNanos) {
        Cell asLapsed() {
            return new Cell(leaseId, 0, content, true, ttlNanos, removeAfterNanos, renewedNanos);
        }

        /** Renewed by a call at this time, after whatever renewed it before, which was not called later than it took effect. */
        Cell renewed(long nanos) {
            long latest = Math.max(renewedNanos, nanos);
            return new Cell(leaseId, lapsed ? 0 : version, content, false, ttlNanos, removeAfterNanos, latest);
        }

        Cell with(Content newContent, long newVersion) {
            return new Cell(leaseId, newVersion, newContent, lapsed, ttlNanos, removeAfterNanos, renewedNanos);
        }

        /** The same, once somebody was told what it is; none if that contradicts what is known. */
        Optional<Cell> known(long seenLease, long seenVersion) {
            boolean possible = (leaseId == 0 || leaseId == seenLease) && (version == 0 || version == seenVersion);
            return possible
                    ? Optional.of(
                            new Cell(seenLease, seenVersion, content, lapsed, ttlNanos, removeAfterNanos, renewedNanos))
                    : Optional.empty();
        }

        /** Whether its lease may have lapsed by then. */
        boolean mayLapseBy(long nanos) {
            return ttlNanos != 0 && nanos - renewedNanos >= ttlNanos;
        }

        /** Whether it may have been removed by then. */
        boolean mayBeGoneBy(long nanos) {
            return ttlNanos != 0 && removeAfterNanos >= 0 && nanos - renewedNanos >= ttlNanos + removeAfterNanos;
        }
    }

    Optional<Cell> find(String instance) {
        return Optional.ofNullable(cells.get(instance));
    }

    ServiceState with(String instance, Optional<Cell> cell) {
        Map<String, Cell> next = new TreeMap<>(cells);
        next.remove(instance);
        cell.ifPresent(there -> next.put(instance, there));
        return new ServiceState(next, newestLease);
    }

    ServiceState granted(long leaseId) {
        return new ServiceState(cells, Math.max(newestLease, leaseId));
    }
}
