package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** The registry, or the service, holds as many instances as it may. Nothing was applied. */
public final class LimitExceededException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public LimitExceededException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }

    /** The limit, as a number; empty when the registry named none. */
    public String limit() {
        return details().particular("limit");
    }

    /** The value that would pass the limit; empty when the registry named none. */
    public String value() {
        return details().particular("value");
    }
}
