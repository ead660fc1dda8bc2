package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** The cluster has no such member. */
public final class MemberNotFoundException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public MemberNotFoundException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }
}
