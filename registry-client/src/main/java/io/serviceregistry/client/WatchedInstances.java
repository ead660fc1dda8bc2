package io.serviceregistry.client;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that matches a watch in the state of one revision. Immutable.
 *
 * @param revision the revision
 * @param instances the instances by their keys, in the order of the keys
 */
public record WatchedInstances(long revision, SortedMap<InstanceKey, Instance> instances) {

    /** Nothing, because nothing was heard yet. */
    public static final WatchedInstances NONE = new WatchedInstances(0, Collections.emptySortedMap());

    public WatchedInstances {
        instances = Collections.unmodifiableSortedMap(instances);
    }

    /** A copy of these instances. */
    public static WatchedInstances copyOf(long revision, Map<InstanceKey, Instance> instances) {
        return new WatchedInstances(revision, new TreeMap<>(instances));
    }

    /** The instances of all services, in the order of services and ids. */
    public List<Instance> all() {
        return List.copyOf(instances.values());
    }

    /** An instance, if it matches. */
    public Optional<Instance> find(InstanceKey key) {
        return Optional.ofNullable(instances.get(key));
    }
}
