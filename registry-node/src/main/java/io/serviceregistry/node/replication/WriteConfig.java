package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.model.ClusterSettings;
import java.time.Duration;

/**
 * How writes become entries.
 *
 * @param tick how often duties are looked at, and half of what a pause may add to registry time
 * @param maxEntryBytes the most bytes of commands in an entry; one larger command goes alone
 * @param maxEntryCommands the most commands in an entry
 * @param maxInFlight the most entries proposed and not yet applied
 * @param maxForwards the most batches forwarded and not yet answered
 * @param forwardTimeout how long a forwarded batch may take while its leader leads; a slow leader must not be asked
 *     twice for everything
 * @param retryPause the pause before a command is tried again
 * @param settings the settings this node adopts for the cluster when it leads
 */
public record WriteConfig(
        Duration tick,
        int maxEntryBytes,
        int maxEntryCommands,
        int maxInFlight,
        int maxForwards,
        Duration forwardTimeout,
        Duration retryPause,
        LaneLimits lanes,
        ClusterSettings settings) {
    /** The defaults, with the given tick and settings. */
    public static WriteConfig of(Duration tick, LaneLimits lanes, ClusterSettings settings) {
        // 512 KiB and 4,096 commands keep an entry far below the 1 MB limit; four in flight fill the disk's pipeline.
        return new WriteConfig(
                tick, 512 << 10, 4_096, 4, 8, Duration.ofSeconds(5), Duration.ofMillis(20), lanes, settings);
    }
}
