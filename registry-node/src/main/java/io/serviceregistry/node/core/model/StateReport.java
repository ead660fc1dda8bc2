package io.serviceregistry.node.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What a node said its state digest was at some log index.
 *
 * @param digest null when it did not say, which is never taken for agreement
 */
public record StateReport(String nodeId, @Nullable Long digest) implements Fingerprint.Part {
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(nodeId).add(digest != null).add(digest == null ? 0 : digest);
    }
}
