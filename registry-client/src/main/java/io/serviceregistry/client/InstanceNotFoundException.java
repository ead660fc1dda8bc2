package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** No such instance. Nothing was applied. */
public final class InstanceNotFoundException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public InstanceNotFoundException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
