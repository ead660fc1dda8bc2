package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** A newer registration holds the instance: the caller is fenced for good and must not register again by itself. */
public final class LeaseReplacedException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public LeaseReplacedException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
