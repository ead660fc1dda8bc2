package io.serviceregistry.node.core.view;

import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.state.StateImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What readers ask of an image. Immutable; any thread. */
public record CatalogView(StateImage image) {
    /** An instance, in whatever status. */
    public Optional<InstanceView> find(InstanceKey key) {
        return service(key.service()).flatMap(service -> service.find(key.instanceId()));
    }

    /** A service as readers see it, if it has an instance. */
    public Optional<ServiceView> service(ServiceKey key) {
        return findService(key).map(service -> new ServiceView(image, service));
    }

    /** The instances of a service in the order of their ids; none when there is no such service. */
    public List<InstanceView> instancesOf(ServiceKey key) {
        return service(key).map(ServiceView::instances).orElse(List.of());
    }

    /** A service, if it has an instance. */
    public Optional<Service> findService(ServiceKey key) {
        return Optional.ofNullable(image.services().get(key));
    }

    /** At most {@code limit} services of a namespace whose names follow {@code after}, in the order of their names. */
    public List<Service> services(String namespace, String after, int limit) {
        List<Service> page = new ArrayList<>();
        ServiceKey key = image.services().higherKey(new ServiceKey(namespace, after));
        while (key != null && key.namespace().equals(namespace) && page.size() < limit) {
            page.add(image.services().get(key));
            key = image.services().higherKey(key);
        }
        return page;
    }

    /** The instances of a service found in this view. */
    public List<InstanceView> views(Service service) {
        return new ServiceView(image, service).instances();
    }

    /** True while the storm governor holds the service. */
    public boolean holds(ServiceKey service) {
        return image.holds().containsKey(service);
    }

    /** The lease of an id, if it is alive or lapsed. */
    public Optional<Lease> findLease(long leaseId) {
        return Optional.ofNullable(image.leases().get(leaseId));
    }
}
