package io.serviceregistry.client;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one service at one revision.
 *
 * @param header where and when
 * @param service the service asked for
 * @param instances the instances, in the order of their ids
 * @param emptyReason why there is none; null when there are some
 * @param held true while the storm governor holds the service: lapsed instances are answered as if healthy
 * @param total the number of instances of the service before filtering
 */
public record ServiceInstances(
        AnswerHeader header,
        String service,
        List<Instance> instances,
        @Nullable EmptyReason emptyReason,
        boolean held,
        int total) {

    public ServiceInstances {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(service, "service");
        instances = List.copyOf(instances);
    }

    /** Why the list is empty, when it is. */
    public Optional<EmptyReason> whyEmpty() {
        return Optional.ofNullable(emptyReason);
    }
}
