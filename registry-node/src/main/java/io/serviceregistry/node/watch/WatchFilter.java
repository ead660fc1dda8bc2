package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which instances a watch is about.
 *
 * @param services the services, or none for all of the namespace
 * @param keeps which of their instances; asked of an instance before and after each change, so it must depend on nothing else
 */
public record WatchFilter(String namespace, SortedSet<String> services, Predicate<InstanceView> keeps) {
    /** True when instances of the service may match. */
    boolean covers(ServiceKey service) {
        return service.namespace().equals(namespace) && (services.isEmpty() || services.contains(service.service()));
    }

    /** True when an instance of a service that is covered is there and matches. */
    boolean matches(@Nullable InstanceView instance) {
        return instance != null && keeps.test(instance);
    }
}
