package io.serviceregistry.node.config;

import java.time.Duration;

/**
 * When the storm governor holds a service, for the whole cluster.
 *
 * @param percent more than this share of its instances lapsed within one TTL; 100 turns the governor off
 * @param minLapses never for fewer lapses
 * @param maxHold the longest hold
 */
public record StormConfig(int percent, int minLapses, Duration maxHold) {
    public StormConfig {
        Range.check("storm.percent", percent, 1, 100);
        Range.check("storm.min-lapses", minLapses, 1, 1_000_000);
        Range.check("storm.max-hold", maxHold, "1s", "24h");
    }
}
