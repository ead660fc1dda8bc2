package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.InstanceKey;

/** A read asked for an instance that is not registered. */
public final class InstanceNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InstanceNotFoundException(InstanceKey key) {
        super("no instance " + key, null, false, false);
    }
}
