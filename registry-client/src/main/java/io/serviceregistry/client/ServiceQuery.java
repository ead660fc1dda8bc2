package io.serviceregistry.client;

import java.util.Objects;

/**
 * Asks for the instances of one service.
 *
 * @param namespace the namespace
 * @param service the service
 * @param filter which instances
 * @param selector which of these, by tags, zone and metadata: terms such as {@code version=2}, {@code zone in (a,b)},
 *     {@code !canary}, all of which must hold; empty means all
 * @param zone where they should be, if that can be had
 * @param page which part of them
 * @param leaseState whether to tell {@link Instance#renewals} and {@link Instance#leaseRemaining}, which change all the time;
 *     without them a node answers from what it has encoded once
 * @param read how fresh the answer must be
 */
public record ServiceQuery(
        String namespace,
        String service,
        InstanceFilter filter,
        String selector,
        PreferredZone zone,
        Page page,
        boolean leaseState,
        ReadOptions read) {

    public ServiceQuery {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(selector, "selector");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(page, "page");
        Objects.requireNonNull(read, "read");
    }

    /**
     * The zone to call rather than others. While it has enough healthy instances that match, those of other zones are not
     * answered; when it has not, all that match are, and {@link ServiceInstances#spilledOver} says so.
     *
     * @param name the zone; empty for no preference
     * @param minInstances how many healthy instances are enough, 1 to 100,000; 1 without a preference
     */
    public record PreferredZone(String name, int minInstances) {

        /** All zones alike. */
        public static final PreferredZone NONE = new PreferredZone("", 1);

        public PreferredZone {
            Objects.requireNonNull(name, "name");
            if (minInstances <= 0) {
                throw new IllegalArgumentException("minInstances: " + minInstances + " (expected: > 0)");
            }
            if (name.isEmpty() && minInstances != 1) {
                throw new IllegalArgumentException("minInstances: " + minInstances + " (expected: 1 without a zone)");
            }
        }

        /** True without a preference. */
        public boolean isNone() {
            return name.isEmpty();
        }
    }

    /**
     * A part of the instances, which are in the order of their ids.
     *
     * @param limit the most, 1 to 100,000; 0 for all
     * @param token from the answer before, to go on after its last instance; empty for the first page. All else that the query
     *     asks for must be as it was, but the limit, the lease state and how fresh the answer must be
     */
    public record Page(int limit, String token) {

        /** All at once. */
        public static final Page ALL = new Page(0, "");

        public Page {
            if (limit < 0) {
                throw new IllegalArgumentException("limit: " + limit + " (expected: >= 0)");
            }
            Objects.requireNonNull(token, "token");
        }
    }

    /** All healthy instances of a service of the default namespace, linearizably. */
    public static ServiceQuery of(String service) {
        return new ServiceQuery(
                InstanceKey.DEFAULT_NAMESPACE,
                service,
                InstanceFilter.HEALTHY,
                "",
                PreferredZone.NONE,
                Page.ALL,
                true,
                ReadOptions.linearizable());
    }

    /** In this namespace instead. */
    public ServiceQuery inNamespace(String namespace) {
        return new ServiceQuery(namespace, service, filter, selector, zone, page, leaseState, read);
    }

    /** With this filter instead. */
    public ServiceQuery withFilter(InstanceFilter filter) {
        return new ServiceQuery(namespace, service, filter, selector, zone, page, leaseState, read);
    }

    /** With this selector instead. */
    public ServiceQuery withSelector(String selector) {
        return new ServiceQuery(namespace, service, filter, selector, zone, page, leaseState, read);
    }

    /** Those of this zone, as long as one of them is healthy; empty for those of all zones. */
    public ServiceQuery withPreferredZone(String zone) {
        return withPreferredZone(zone, 1);
    }

    /** Those of this zone, as long as so many of them are healthy. */
    public ServiceQuery withPreferredZone(String zone, int minInZone) {
        PreferredZone preferred = new PreferredZone(zone, minInZone);
        return new ServiceQuery(namespace, service, filter, selector, preferred, page, leaseState, read);
    }

    /** So many at most instead; 0 for all. */
    public ServiceQuery withLimit(int limit) {
        return new ServiceQuery(
                namespace, service, filter, selector, zone, new Page(limit, page.token()), leaseState, read);
    }

    /** The page that this token asks for. */
    public ServiceQuery withPageToken(String pageToken) {
        return new ServiceQuery(
                namespace, service, filter, selector, zone, new Page(page.limit(), pageToken), leaseState, read);
    }

    /** Without the state of their leases: {@link Instance#renewals} is 0 and {@link Instance#leaseRemaining} null. */
    public ServiceQuery withoutLeaseState() {
        return new ServiceQuery(namespace, service, filter, selector, zone, page, false, read);
    }

    /** As fresh as this instead. */
    public ServiceQuery withRead(ReadOptions read) {
        return new ServiceQuery(namespace, service, filter, selector, zone, page, leaseState, read);
    }
}
