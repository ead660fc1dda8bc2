package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import java.util.List;
import java.util.Objects;

/**
 * The instances of the caller's zone while enough of them are there, otherwise those of all zones.
 *
 * <p>It is all or nothing, and knows nothing of how many callers a zone has: a zone with many callers and few instances gives
 * these more than their share. Let {@code minInZone} be the number that can carry the calls of the zone. With fewer, calls
 * spread evenly over every zone, which no part of the service feels much; sending only the excess elsewhere would need to know
 * what other callers do.
 *
 * <p>A pure function, so it serves without a balancer as well.
 *
 * @param zone the caller's zone; empty means none, and then nothing is preferred
 * @param minInZone how many healthy instances of the zone are enough, 1 or more
 */
public record ZonePreference(String zone, int minInZone) implements Stage {

    /** The verdict when calls stay in the zone. */
    public static final String IN_ZONE = "in zone";

    /** The verdict when calls go to all zones, because too few instances are in the caller's. */
    public static final String SPILL_OVER = "spill-over";

    /** The verdict when the caller has no zone. */
    public static final String NO_ZONE = "no zone";

    public ZonePreference {
        Objects.requireNonNull(zone, "zone");
        if (minInZone < 1) {
            throw new IllegalArgumentException("minInZone: " + minInZone + " (expected: >= 1)");
        }
    }

    /** Stays in the zone while one healthy instance is there. */
    public static ZonePreference of(String zone) {
        return new ZonePreference(zone, 1);
    }

    /** Stays in the zone while so many healthy instances are there. */
    public ZonePreference withMinInZone(int minInZone) {
        return new ZonePreference(zone, minInZone);
    }

    @Override
    public Selection select(List<Instance> instances) {
        if (zone.isEmpty()) {
            return new Selection(instances, NO_ZONE, "the caller names no zone");
        }
        List<Instance> near = instances.stream()
                .filter(instance -> instance.spec().zone().equals(zone))
                .toList();
        long healthy = near.stream().filter(Instance::healthy).count();
        String detail = healthy + " healthy in zone " + zone + ", enough are " + minInZone;
        return healthy >= minInZone
                ? new Selection(near, IN_ZONE, detail)
                : new Selection(instances, SPILL_OVER, detail);
    }
}
