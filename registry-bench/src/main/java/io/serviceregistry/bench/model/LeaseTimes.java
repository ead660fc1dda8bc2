package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.LeaseRecord;

/** When leases may lapse. */
final class LeaseTimes {
    private LeaseTimes() {}

    /** The earliest registry time at which a lease may lapse; the end of time without a TTL. */
    static long lapsesAt(LeaseRecord lease, long graceUntilMillis) {
        if (!lease.hasDeadlineMillis()) {
            return Long.MAX_VALUE;
        }
        long deadline = lease.getDeadlineMillis();
        return Math.max(deadline, Math.min(graceUntilMillis, deadline + lease.getTtlMillis()));
    }
}
