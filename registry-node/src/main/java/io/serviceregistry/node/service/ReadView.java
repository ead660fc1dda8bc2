package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The view that a read is answered from.
 *
 * @param ageMillis with LOCAL, how old it may be, when that is known
 */
public record ReadView(CatalogView view, OptionalLong ageMillis) {
    /** A view whose age nobody asked for. */
    static ReadView of(CatalogView view) {
        return new ReadView(view, OptionalLong.empty());
    }

    /** Which state it shows. */
    public StatePoint state() {
        return StatePoint.of(view);
    }

    /** The lease of an instance found in this view. */
    public Optional<Lease> leaseOf(Instance instance) {
        return view.findLease(instance.leaseId());
    }

    /** The registry time left until a lease may lapse; empty without a TTL. */
    public OptionalLong remainingMillis(Lease lease) {
        long lapsesAtMillis = lease.lapsesAtMillis(view.image().scalars().graceUntilMillis());
        return lapsesAtMillis == Lease.NO_DEADLINE
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, lapsesAtMillis - view.image().timeMillis()));
    }
}
