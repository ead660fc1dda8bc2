package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import java.util.Arrays;

/**
 * Renews leases: everything that arrived at one node in one tick.
 *
 * <p>Not a record, because its ids are an array: there may be tens of thousands, many times a second.
 */
public final class RenewLeases implements Command {
    /** With differences of up to five bytes each, keeps the command at half of the 1 MB entry limit. */
    public static final int MAX_LEASES = 100_000;

    private final long[] leaseIds;

    /** Renews the given leases, ascending and different; the array is the command's own from now on. */
    public RenewLeases(long[] leaseIds) {
        if (leaseIds.length > MAX_LEASES) {
            throw new IllegalArgumentException("leaseIds.length: " + leaseIds.length + " (expected: <= 100000)");
        }
        for (int i = 1; i < leaseIds.length; i++) {
            if (leaseIds[i] <= leaseIds[i - 1]) {
                throw new IllegalArgumentException(
                        "leaseIds[" + i + "]: " + leaseIds[i] + " (expected: > " + leaseIds[i - 1] + ')');
            }
        }
        this.leaseIds = leaseIds;
    }

    /** How many leases. */
    public int size() {
        return leaseIds.length;
    }

    /** The lease at a place, 0..size()-1. */
    public long leaseId(int index) {
        return leaseIds[index];
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.renew(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(2).add(leaseIds.length);
        for (long leaseId : leaseIds) {
            fingerprint.add(leaseId);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RenewLeases that && Arrays.equals(leaseIds, that.leaseIds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(leaseIds);
    }

    @Override
    public String toString() {
        return "RenewLeases" + Arrays.toString(leaseIds);
    }
}
