package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** The cluster cannot do it yet: a member runs an older version. Nothing was applied. */
public final class FeatureLevelTooLowException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public FeatureLevelTooLowException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
