package io.serviceregistry.node.config;

import java.time.Duration;

/**
 * How long each step of stopping may take.
 *
 * @param drain for the calls under way to end
 * @param leadership for another node to take over leadership
 * @param close for everything to close before the process ends anyway
 */
public record StopConfig(Duration drain, Duration leadership, Duration close) {
    public StopConfig {
        Range.check("stop.drain", drain, "0ms", "10m");
        Range.check("stop.leadership", leadership, "0ms", "1m");
        Range.check("stop.close", close, "1s", "10m");
    }
}
