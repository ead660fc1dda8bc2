package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.model.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The subscriptions there are, by what they are about, each in the order in which they came: so that a simulation that is told a
 * seed tells the same story again. Used by one thread.
 */
final class Subscriptions {
    /** One of them has its turn in a second: a quiet watch hears every so many seconds. */
    static final int TURNS = 5;

    private final List<Set<Subscription>> turns = new ArrayList<>();
    private final Map<ServiceKey, Set<Subscription>> byService = new HashMap<>();
    private final Map<String, Set<Subscription>> byNamespace = new HashMap<>();
    private int turn;
    private int added;

    Subscriptions() {
        for (int i = 0; i < TURNS; i++) {
            turns.add(new LinkedHashSet<>());
        }
    }

    void add(Subscription subscription) {
        turns.get(added++ % TURNS).add(subscription);
        WatchFilter filter = subscription.filter();
        if (filter.services().isEmpty()) {
            byNamespace
                    .computeIfAbsent(filter.namespace(), namespace -> new LinkedHashSet<>())
                    .add(subscription);
        }
        filter.services()
                .forEach(service -> byService
                        .computeIfAbsent(new ServiceKey(filter.namespace(), service), key -> new LinkedHashSet<>())
                        .add(subscription));
    }

    void remove(Subscription subscription) {
        turns.forEach(each -> each.remove(subscription));
        WatchFilter filter = subscription.filter();
        if (filter.services().isEmpty()) {
            remove(byNamespace, filter.namespace(), subscription);
        }
        filter.services()
                .forEach(service -> remove(byService, new ServiceKey(filter.namespace(), service), subscription));
    }

    private static <K> void remove(Map<K, Set<Subscription>> index, K key, Subscription subscription) {
        Set<Subscription> found = index.get(key);
        if (found != null && found.remove(subscription) && found.isEmpty()) {
            index.remove(key);
        }
    }

    /** All of them. */
    List<Subscription> all() {
        return turns.stream().flatMap(Set::stream).toList();
    }

    /** Those of a service, and those of its whole namespace. */
    List<Subscription> of(ServiceKey service) {
        List<Subscription> found = new ArrayList<>(byService.getOrDefault(service, Set.of()));
        found.addAll(byNamespace.getOrDefault(service.namespace(), Set.of()));
        return found;
    }

    /** Those whose turn it is. */
    List<Subscription> nextTurn() {
        turn = (turn + 1) % TURNS;
        return List.copyOf(turns.get(turn));
    }
}
