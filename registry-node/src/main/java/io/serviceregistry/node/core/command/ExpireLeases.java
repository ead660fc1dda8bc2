package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.LeaseRef;
import java.util.List;

/**
 * Lapses leases whose holders have gone silent, and removes instances that stayed lapsed.
 *
 * <p>The leader proposes this; time never expires a lease by itself, because nodes do not share a clock. Each reference
 * names the lease and the renewal the leader saw. Apply checks again: a lease that was renewed earlier in the log, or
 * is not yet due at this entry's registry time, survives.
 *
 * @param proposerTerm the term in which the leader decided; in an entry of another term the command does nothing
 */
public record ExpireLeases(long proposerTerm, List<LeaseRef> leases) implements Command {
    public static final int MAX_LEASES = 1_000; // keeps one command far below the 1 MB entry limit

    public ExpireLeases {
        leases = List.copyOf(leases);
        if (leases.size() > MAX_LEASES) {
            throw new IllegalArgumentException(
                    "leases.size(): " + leases.size() + " (expected: <= " + MAX_LEASES + ')');
        }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.expire(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(5).add(proposerTerm).add(leases.size());
        leases.forEach(lease -> fingerprint.add(lease.id()).add(lease.renewals()));
    }
}
