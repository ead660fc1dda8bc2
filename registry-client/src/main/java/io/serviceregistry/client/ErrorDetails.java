package io.serviceregistry.client;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of an error besides its text.
 *
 * @param reason the stable reason
 * @param outcome whether the call may have taken effect
 * @param retrySafe whether making the call again cannot take effect twice and may work out
 * @param metadata the particulars the registry gave, such as {@code field}, {@code value}, {@code rule}, {@code limit}
 */
public record ErrorDetails(ErrorReason reason, Outcome outcome, boolean retrySafe, Map<String, String> metadata)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    public ErrorDetails {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(outcome, "outcome");
        metadata = Map.copyOf(metadata);
    }

    /** The particular of that name; empty when the registry gave none. */
    String particular(String name) {
        return metadata.getOrDefault(name, "");
    }
}
