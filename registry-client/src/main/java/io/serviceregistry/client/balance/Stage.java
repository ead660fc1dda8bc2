package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import java.util.List;

/**
 * One step from all instances of a service to those that calls go to. Stages follow each other, each with what the one before
 * it left.
 *
 * <p>A stage is asked again only when the snapshot changes, or the {@link #epoch} of some stage does, rather than for each
 * call. Thread-safe; a balancer asks from the thread that is about to call, one thread at a time.
 */
@FunctionalInterface
public interface Stage {

    /** Those of the instances that may be called; of none, none. */
    Selection select(List<Instance> instances);

    /**
     * Grows whenever the same instances might be answered differently than before; never goes back. Asked before every call, so
     * it must be quick. A stage that is a function of the list, as most are, leaves it at 0.
     */
    default long epoch() {
        return 0;
    }
}
