package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** There is no override to lift. Nothing was applied. */
public final class OverrideNotFoundException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public OverrideNotFoundException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
