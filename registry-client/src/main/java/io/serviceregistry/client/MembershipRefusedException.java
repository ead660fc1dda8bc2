package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** The members stay as they are: a node is not there or not a new one, another change is under way, or no majority would answer. */
public final class MembershipRefusedException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public MembershipRefusedException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
