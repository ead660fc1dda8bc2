package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** The lease is not known: its instance was removed, or it was never granted. Nothing was applied. */
public final class LeaseUnknownException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public LeaseUnknownException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
