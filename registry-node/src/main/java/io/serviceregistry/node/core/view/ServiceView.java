package io.serviceregistry.node.core.view;

import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.state.Lapse;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.state.StateImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * A service with everything that decides how readers see its instances: what they say of themselves, operators' overrides, and
 * the storm governor's hold. Their leases are not part of it. Immutable; any thread.
 */
public final class ServiceView {
    private final Service service;
    private final TreePMap<OverrideScope, StatusOverride> overrides;
    private final boolean held;
    /** The lapses that count; none unless the service is held, as they decide nothing then. */
    private final TreePMap<Long, Lapse> lapses;

    ServiceView(StateImage image, Service service) {
        this.service = service;
        this.overrides = image.overrides();
        this.held = image.holds().containsKey(service.key());
        this.lapses = held ? image.lapses() : TreePMap.empty();
    }

    /** True while the storm governor holds it. */
    public boolean held() {
        return held;
    }

    /** Its instances in the order of their ids. */
    public List<InstanceView> instances() {
        Collection<Instance> instances = service.instances().values();
        List<InstanceView> views = new ArrayList<>(instances.size());
        instances.forEach(instance -> views.add(view(instance)));
        return views;
    }

    /** One of its instances, in whatever status. */
    public Optional<InstanceView> find(String instanceId) {
        return Optional.ofNullable(service.instances().get(instanceId)).map(this::view);
    }

    /**
     * True when it is made of the very same parts as another one, and so shows the same instances in the same way. The parts are
     * values, so nothing can have changed in them. False says nothing: equal parts may have been made twice.
     */
    @SuppressWarnings("ReferenceEquality")
    public boolean isMadeOfTheSameAs(ServiceView other) {
        return service == other.service
                && overrides == other.overrides
                && held == other.held
                && (!held || lapses == other.lapses);
    }

    private InstanceView view(Instance instance) {
        boolean kept = held && instance.lapsed() && lapses.containsKey(instance.leaseId());
        return new InstanceView(instance, StatusOverride.holding(overrides, instance.spec()), kept);
    }
}
