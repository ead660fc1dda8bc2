package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.Lease;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The leases by id, and the latest leases that were replaced, so that a fenced holder is told so exactly.
 *
 * <p>The replaced ones are bounded: the lowest ids go first. A holder whose lease was forgotten hears UNKNOWN and asks to
 * register again with its former lease, which is refused while the newer lease lives: it stays fenced, one answer later.
 */
final class LeaseTable {
    /** One for each restart of an instance; about 20 MB when the ids are long. */
    static final int MAX_REPLACED = 100_000;

    private static final int LEASE = 3;
    private static final int REPLACED = 4;

    private final Table<Long, Lease> leases;
    private final Table<Long, ReplacedLease> replaced;
    private long nextId;

    LeaseTable(long nextId, TreePMap<Long, Lease> leases, TreePMap<Long, ReplacedLease> replaced) {
        this.nextId = nextId;
        this.leases = new Table<>(LEASE, leases);
        this.replaced = new Table<>(REPLACED, replaced);
    }

    /** Grants a lease: the next number, which no other lease ever had. */
    Lease grant(InstanceKey key, long ttlMillis, long nowMillis) {
        Lease lease = Lease.granted(nextId++, key, ttlMillis, nowMillis);
        leases.put(lease.id(), lease);
        return lease;
    }

    @Nullable
    Lease find(long leaseId) {
        return leases.find(leaseId);
    }

    /** Gives a lease another TTL. */
    void renew(Lease lease, long nowMillis) {
        leases.put(lease.id(), lease.renewed(nowMillis));
    }

    /** Ends a lease whose instance is gone. */
    void end(long leaseId) {
        leases.remove(leaseId);
    }

    /** Ends a lease whose instance has a newer one. */
    void replace(long leaseId, InstanceKey key) {
        leases.remove(leaseId);
        replaced.put(leaseId, new ReplacedLease(leaseId, key));
        if (replaced.size() > MAX_REPLACED) {
            replaced.remove(replaced.map().firstKey());
        }
    }

    /** True when the lease was replaced by a newer one, as far as is remembered. */
    boolean wasReplaced(long leaseId) {
        return replaced.find(leaseId) != null;
    }

    long nextId() {
        return nextId;
    }

    TreePMap<Long, Lease> leases() {
        return leases.map();
    }

    TreePMap<Long, ReplacedLease> replaced() {
        return replaced.map();
    }

    long sum() {
        return leases.sum() + replaced.sum();
    }
}
