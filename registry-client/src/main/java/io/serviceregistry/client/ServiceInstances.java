package io.serviceregistry.client;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one service at one revision, or a page of them.
 *
 * @param header where and when
 * @param service the service asked for
 * @param instances the instances of this page, in the order of their ids
 * @param emptyReason why none matches; null when some do, be it on the pages before
 * @param held true while the storm governor holds the service: lapsed instances are answered as if healthy
 * @param total the number of instances of the service before filtering
 * @param matching the number of them that match, on whatever page
 * @param spilledOver true when the preferred zone has too few healthy instances, so that those of all zones are here
 * @param nextPageToken asks for the next page; empty when nothing follows
 */
public record ServiceInstances(
        AnswerHeader header,
        String service,
        List<Instance> instances,
        @Nullable EmptyReason emptyReason,
        boolean held,
        int total,
        int matching,
        boolean spilledOver,
        String nextPageToken) {

    public ServiceInstances {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(service, "service");
        instances = List.copyOf(instances);
        Objects.requireNonNull(nextPageToken, "nextPageToken");
    }

    /** Why none matches, when none does. */
    public Optional<EmptyReason> whyEmpty() {
        return Optional.ofNullable(emptyReason);
    }

    /** Whether there is a next page. */
    public boolean hasNext() {
        return !nextPageToken.isEmpty();
    }
}
