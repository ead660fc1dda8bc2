package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** The instance changed since the caller looked. Nothing was applied; read again, then decide. */
public final class RevisionMismatchException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public RevisionMismatchException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
