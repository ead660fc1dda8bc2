package io.serviceregistry.cli.command;

import io.serviceregistry.client.ServiceQuery;
import picocli.CommandLine.Option;

/** Where instances should be; the second option needs the first. */
final class ZoneOption {
    @Option(
            names = "--zone",
            required = true,
            paramLabel = "ZONE",
            description = "Those of this zone, while it has enough healthy ones; else those of all zones.")
    private String zone = "";

    @Option(names = "--min-in-zone", paramLabel = "N", description = "How many are enough; default: 1.")
    private int minInZone = 1;

    /** The query, with this preference. */
    ServiceQuery applyTo(ServiceQuery query) {
        return query.withPreferredZone(zone, minInZone);
    }
}
