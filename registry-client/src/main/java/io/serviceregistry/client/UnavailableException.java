package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/**
 * The call could not be served before its deadline: no node, no leader, no majority, or too much to do. Nothing was
 * applied and the call may be made again; {@link #reason()} says what the last attempt met.
 */
public final class UnavailableException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public UnavailableException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
