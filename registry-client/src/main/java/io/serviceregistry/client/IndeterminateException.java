package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/**
 * The call ended without an answer after it may have been applied, and for as long as its last attempt may run it may
 * yet be. Look at the registry before repeating it.
 */
public final class IndeterminateException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public IndeterminateException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
