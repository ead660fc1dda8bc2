package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.InstanceKey;

/** A lease whose instance was registered again. */
public record ReplacedLease(long id, InstanceKey key) implements Fingerprint.Part {
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(id).add(key);
    }
}
