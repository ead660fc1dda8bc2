package io.serviceregistry.client;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One service and how its instances are.
 *
 * @param service the service
 * @param counts the number of instances by status; statuses without instances are left out
 * @param total the number of instances
 * @param healthy the number of healthy ones: status UP or WARN
 * @param held true while the storm governor holds the service
 * @param modifiedRevision the revision at which any of its instances last changed
 */
public record ServiceSummary(
        String service,
        Map<EffectiveStatus, Integer> counts,
        int total,
        int healthy,
        boolean held,
        long modifiedRevision) {

    public ServiceSummary {
        EnumMap<EffectiveStatus, Integer> copy = new EnumMap<>(EffectiveStatus.class);
        copy.putAll(counts);
        counts = Collections.unmodifiableMap(copy);
    }
}
