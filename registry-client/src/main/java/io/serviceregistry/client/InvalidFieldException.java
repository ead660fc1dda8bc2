package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/** A field of the request breaks its rule. Nothing was applied; the same request is refused again. */
public final class InvalidFieldException extends RegistryException {

    private static final long serialVersionUID = 1L;

    /** For the library and for doubles in tests. */
    public InvalidFieldException(String message, ErrorDetails details, @Nullable Throwable cause) {
        super(message, details, cause);
    }

    /** The field, such as "instance.endpoints[0].uri"; empty when the registry named none. */
    public String field() {
        return details().particular("field");
    }

    /** The value that was refused; empty when the registry named none. */
    public String value() {
        return details().particular("value");
    }

    /** The rule it breaks; empty when the registry named none. */
    public String rule() {
        return details().particular("rule");
    }
}
