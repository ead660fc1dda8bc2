package io.serviceregistry.client;

import java.util.Objects;

/**
 * One named check of an instance and what it last said.
 *
 * @param name the name, unique within the instance
 * @param status the result
 * @param output what the check printed, for people; at most 1,024 bytes
 */
public record Check(String name, CheckStatus status, String output) {

    public Check {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(output, "output");
    }

    /** A check that printed nothing. */
    public Check(String name, CheckStatus status) {
        this(name, status, "");
    }
}
