package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * How a node's state compared with that of the others.
 *
 * @param digest what the node said at the last comparison; null when it did not say
 * @param agreedIndex the last index compared at which it had the digest of a majority; 0 when it never had
 * @param differedIndex the last index compared at which it had not, though it said; 0 when that never happened
 */
public record Standing(String nodeId, @Nullable Long digest, long agreedIndex, long differedIndex)
        implements Fingerprint.Part {
    /** True when the node's last word was not the majority's. */
    public boolean differs() {
        return differedIndex > agreedIndex;
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint
                .add(nodeId)
                .add(digest != null)
                .add(digest == null ? 0 : digest)
                .add(agreedIndex)
                .add(differedIndex);
    }
}
