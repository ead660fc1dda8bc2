package io.serviceregistry.node.config;

import java.time.Duration;

/**
 * How requests are remembered, for the whole cluster.
 *
 * @param window how long, at least, an outcome is kept for a repeated request
 * @param maxRemembered the most clients and outcomes kept
 */
public record RequestsConfig(Duration window, int maxRemembered) {
    public RequestsConfig {
        // Ten minutes are promised to every client.
        Range.check("requests.window", window, "10m", "24h");
        Range.check("requests.max-remembered", maxRemembered, 1_000, 100_000_000);
    }
}
