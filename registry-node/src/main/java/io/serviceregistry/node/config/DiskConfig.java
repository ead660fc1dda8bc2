package io.serviceregistry.node.config;

import java.time.Duration;

/**
 * How patient a node is with its disk.
 *
 * @param slowAfter a disk is slow on which something is not after this long
 * @param failedAfter a node ends that has something not on its disk after this long
 */
public record DiskConfig(Duration slowAfter, Duration failedAfter) {
    public DiskConfig {
        Range.check("disk.slow-after", slowAfter, "300ms", "1m");
        Range.check("disk.failed-after", failedAfter, "2s", "1h");
        // In between, leadership must have the time to move away.
        Duration least = slowAfter.multipliedBy(3);
        if (failedAfter.compareTo(least) < 0) {
            throw new ConfigException(
                    "disk.failed-after",
                    DurationText.format(failedAfter),
                    "at least " + DurationText.format(least) + ", 3 times disk.slow-after");
        }
    }
}
