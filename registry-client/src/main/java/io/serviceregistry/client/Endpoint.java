package io.serviceregistry.client;

import java.util.Objects;

/**
 * An address at which an instance takes calls.
 *
 * @param name what it is for, such as "http" or "admin"; unique within the instance unless empty
 * @param uri the address with scheme, host, and a port where the scheme has no default, such as
 *     {@code http://10.0.0.7:8080}
 */
public record Endpoint(String name, String uri) {

    public Endpoint {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uri, "uri");
    }

    /** An endpoint without a name. */
    public static Endpoint of(String uri) {
        return new Endpoint("", uri);
    }
}
