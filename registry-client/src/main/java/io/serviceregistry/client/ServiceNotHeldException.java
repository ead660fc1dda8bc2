package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** The storm governor does not hold the service. Nothing was applied. */
public final class ServiceNotHeldException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public ServiceNotHeldException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
