package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.InstanceKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A read asked for an instance that is not registered. An answer like any other, it says which state it is of. */
public final class InstanceNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ReadView from;

    /** Where no single state says so. */
    public InstanceNotFoundException(InstanceKey key) {
        this(key, null);
    }

    /** @param from the view in which it is not */
    public InstanceNotFoundException(InstanceKey key, @Nullable ReadView from) {
        super("no instance " + key, null, false, false);
        this.from = from;
    }

    /** The view in which it is not, where it was one. */
    public Optional<ReadView> from() {
        return Optional.ofNullable(from);
    }
}
