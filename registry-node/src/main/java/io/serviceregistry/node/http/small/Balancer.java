package io.serviceregistry.node.http.small;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Puts instances in the {@link Order} that a caller asks for. Thread-safe.
 *
 * <p>Whose turn it is, each node counts for itself and for each service: callers that are spread over several nodes are still served in
 * turn by each. A service that nobody has asked about for long, while many others were, begins anew.
 */
final class Balancer {
    /** About a megabyte. */
    static final int MAX_SERVICES = 10_000;

    private record Drawn(double place, InstanceView instance) {}

    private final RandomGenerator random;
    private final Map<ServiceKey, Integer> turns = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ServiceKey, Integer> eldest) {
            return size() > MAX_SERVICES;
        }
    };

    /** {@code random} is used by many threads at once. */
    Balancer(RandomGenerator random) {
        this.random = random;
    }

    /** The same instances in another order. */
    List<InstanceView> arrange(ServiceKey service, List<InstanceView> byId, Order order) {
        if (byId.size() < 2) {
            return byId;
        }
        return switch (order) {
            case BY_ID -> byId;
            case ROUND_ROBIN -> startingAt(Math.floorMod(turn(service), byId.size()), byId);
            case RANDOM -> drawn(byId, false);
            case WEIGHTED -> drawn(byId, true);
        };
    }

    private int turn(ServiceKey service) {
        synchronized (turns) {
            return turns.merge(service, 0, (before, ignored) -> before + 1);
        }
    }

    private static List<InstanceView> startingAt(int first, List<InstanceView> byId) {
        List<InstanceView> arranged = new ArrayList<>(byId.subList(first, byId.size()));
        arranged.addAll(byId.subList(0, first));
        return arranged;
    }

    /** A race in which each arrives after an exponential time of a rate that is its weight: the first is drawn by weight. */
    private List<InstanceView> drawn(List<InstanceView> byId, boolean byWeight) {
        return byId.stream()
                .map(each -> new Drawn(-Math.log(1 - random.nextDouble()) / weight(each, byWeight), each))
                .sorted(Comparator.comparingDouble(Drawn::place))
                .map(Drawn::instance)
                .toList();
    }

    private static int weight(InstanceView instance, boolean byWeight) {
        return byWeight ? instance.instance().spec().weight() : 1;
    }
}
