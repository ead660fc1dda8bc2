package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/**
 * A call to the registry did not work out. Subclasses name what the caller can act upon; this class itself stands for
 * the rest, such as a refused permission.
 *
 * <p>Every exception tells whether the call may have taken effect ({@link #outcome()}) and whether it is safe to make
 * it again ({@link #isRetrySafe()}). By the time a caller sees one, the library has already retried what it may.
 */
public class RegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorDetails details;

    /** For the library and for doubles in tests. */
    public RegistryException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, cause);
        this.details = details;
    }

    /** The stable reason. */
    public ErrorReason reason() {
        return details.reason();
    }

    /** Whether the call may have taken effect. */
    public Outcome outcome() {
        return details.outcome();
    }

    /**
     * Whether making the same call again cannot take effect twice and may work out. False both when it would be refused
     * again and when the first call may have been applied: then look before repeating it.
     */
    public boolean isRetrySafe() {
        return details.retrySafe();
    }

    /** Everything known of the error. */
    public ErrorDetails details() {
        return details;
    }
}
