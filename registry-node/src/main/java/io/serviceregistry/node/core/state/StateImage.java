package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StatusOverride;
import org.pcollections.TreePMap;

/**
 * The whole replicated state at one log index: immutable, taken in constant time, shared freely between threads. What
 * snapshots are written from, states are restored from, and readers look at.
 *
 * @param instances the number of instances: derived
 * @param digest the state digest: derived, equal on all nodes at the same log index
 */
public record StateImage(
        Scalars scalars,
        TreePMap<ServiceKey, Service> services,
        int instances,
        TreePMap<Long, Lease> leases,
        TreePMap<Long, ReplacedLease> replacedLeases,
        TreePMap<OverrideScope, StatusOverride> overrides,
        TreePMap<Long, Lapse> lapses,
        TreePMap<ServiceKey, Hold> holds,
        TreePMap<String, Client> clients,
        TreePMap<RememberedRequest.Key, RememberedRequest> requests,
        Agreement agreement,
        long digest) {
    /**
     * The fields that stand alone.
     *
     * @param term the term of the last entry applied
     * @param logIndex the index of the last entry applied
     * @param timeMillis the registry time
     * @param nextLeaseId the number of the next lease
     * @param graceUntilMillis no lease lapses before this time, within its own TTL after the deadline
     * @param begunTerm the last term whose leader began it in the log
     * @param forgottenUntilMillis requests issued at or before this time may be forgotten
     * @param featureLevel see {@link FeatureLevel}
     */
    public record Scalars(
            long term,
            long logIndex,
            long revision,
            long timeMillis,
            long nextLeaseId,
            long graceUntilMillis,
            long begunTerm,
            long forgottenUntilMillis,
            ClusterSettings settings,
            int featureLevel) {}

    /** The state before the first entry. */
    public static StateImage empty() {
        return new StateImage(
                new Scalars(0, 0, 0, 0, 1, 0, 0, 0, ClusterSettings.DEFAULT, FeatureLevel.FIRST),
                TreePMap.empty(),
                0,
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                Agreement.NONE,
                0);
    }

    /** The revision of this state. */
    public long revision() {
        return scalars.revision();
    }

    /** The feature level of this state. */
    public int featureLevel() {
        return scalars.featureLevel();
    }

    /** The registry time of this state. */
    public long timeMillis() {
        return scalars.timeMillis();
    }

    /** The index of the last entry applied. */
    public long logIndex() {
        return scalars.logIndex();
    }
}
