package io.serviceregistry.bench.fault;

import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.WatchEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One object for what many watches are told alike: a hundred of them tell most things ten times over. Thread-safe. */
final class Interned {
    private final Map<WatchEvent, WatchEvent> events = new ConcurrentHashMap<>();
    private final Map<Instance, Instance> instances = new ConcurrentHashMap<>();

    WatchEvent event(WatchEvent event) {
        WatchEvent known = events.get(event);
        if (known != null) {
            return known;
        }
        WatchEvent kept = event.hasInstance()
                ? event.toBuilder().setInstance(instance(event.getInstance())).build()
                : event;
        WatchEvent first = events.putIfAbsent(kept, kept);
        return first == null ? kept : first;
    }

    Instance instance(Instance instance) {
        Instance first = instances.putIfAbsent(instance, instance);
        return first == null ? instance : first;
    }
}
