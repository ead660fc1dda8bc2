package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Goes through all that a filter keeps of a view, a part at a time. Used by one thread at a time. */
final class SnapshotCursor {
    private static final int SERVICES_AT_ONCE = 100;

    private final CatalogView view;
    private final WatchFilter filter;
    private final StepLimits limits;
    private Iterator<Service> services;
    private Iterator<InstanceView> instances = Collections.emptyIterator();
    private String lastService = "";

    SnapshotCursor(CatalogView view, WatchFilter filter, StepLimits limits) {
        this.view = view;
        this.filter = filter;
        this.limits = limits;
        this.services = filter.services().isEmpty() ? page() : named();
    }

    CatalogView view() {
        return view;
    }

    /** The next part; empty when there is none. */
    List<InstanceView> next() {
        List<InstanceView> part = new ArrayList<>();
        long bytes = 0;
        while (part.size() < limits.maxEvents() && bytes < limits.maxBytes() && advance()) {
            InstanceView instance = instances.next();
            if (filter.matches(instance)) {
                part.add(instance);
                bytes += InstanceSize.of(instance);
            }
        }
        return part;
    }

    /** True when there is another instance, which may not match. */
    private boolean advance() {
        while (!instances.hasNext()) {
            if (!services.hasNext()) {
                if (!filter.services().isEmpty()) {
                    return false;
                }
                services = page();
                if (!services.hasNext()) {
                    return false;
                }
            }
            Service service = services.next();
            lastService = service.key().service();
            instances = view.views(service).iterator();
        }
        return true;
    }

    private Iterator<Service> named() {
        return filter.services().stream()
                .map(service -> new ServiceKey(filter.namespace(), service))
                .flatMap(key -> view.findService(key).stream())
                .iterator();
    }

    private Iterator<Service> page() {
        return view.services(filter.namespace(), lastService, SERVICES_AT_ONCE).iterator();
    }
}
