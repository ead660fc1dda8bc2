package io.serviceregistry.client.internal.watch;

import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.InstanceChanges;
import io.serviceregistry.client.WatchedInstances;
import java.util.Map;

/** What a response of a watch made of what is known. */
public sealed interface WatchStep {

    /**
     * All that matches was told anew.
     *
     * @param previous what was known before
     * @param current what is known now
     * @param clusterId the cluster that told it
     * @param whyNone of each service asked for that has no match and for which the registry said why: why
     */
    record Synced(
            WatchedInstances previous, WatchedInstances current, String clusterId, Map<String, EmptyReason> whyNone)
            implements WatchStep {
        public Synced {
            whyNone = Map.copyOf(whyNone);
        }
    }

    /**
     * Something changed.
     *
     * @param changes what
     * @param current what is known now
     */
    record Changed(InstanceChanges changes, WatchedInstances current) implements WatchStep {}
}
