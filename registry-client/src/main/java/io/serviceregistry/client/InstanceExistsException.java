package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** The registration was to happen only if the instance was absent, and it is there. Nothing was applied. */
public final class InstanceExistsException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public InstanceExistsException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
