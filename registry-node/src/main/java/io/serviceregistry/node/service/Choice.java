package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.view.Selector;
import io.serviceregistry.node.service.Discovery.Filter;
import io.serviceregistry.node.service.ServiceQuery.PreferredZone;

/**
 * Which instances of a service are wanted, checked and with the defaults filled in. Equal choices choose alike.
 *
 * @param preferredZone empty for no preference; then {@code minInZone} means nothing, and is 1
 */
public record Choice(Filter filter, Selector selector, String preferredZone, int minInZone) {
    /** The most instances that may be asked for: as many as a service has by default. */
    static final int MAX_INSTANCES = 100_000;

    private static final int DEFAULT_MIN_IN_ZONE = 1;

    /** All that filter and selector keep, wherever they are. */
    static Choice of(Filter filter, Selector selector) {
        return new Choice(filter, selector, "", DEFAULT_MIN_IN_ZONE);
    }

    /** What a query asks for; {@link InvalidFieldException} when it breaks a rule. */
    static Choice read(ServiceQuery query) {
        Selector selector = SelectorText.read("selector", query.selector());
        PreferredZone zone = query.zone();
        String name = FieldRules.optionalName("preferred_zone", zone.name(), InstanceRules.MAX_SHORT_NAME_BYTES);
        if (name.isEmpty() && zone.minInstances() != 0) {
            throw new InvalidFieldException(
                    "min_in_zone", Long.toString(zone.minInstances()), "absent unless preferred_zone is given");
        }
        int min = (int) FieldRules.number("min_in_zone", zone.minInstances(), 0, MAX_INSTANCES);
        return new Choice(query.filter(), selector, name, min == 0 ? DEFAULT_MIN_IN_ZONE : min);
    }

    boolean choosesAll() {
        return filter == Filter.ALL && selector.equals(Selector.ALL);
    }

    /** True when filter and selector keep an instance. */
    boolean keeps(InstanceView instance) {
        return filter.keeps(instance) && selector.matches(instance.instance().spec());
    }

    boolean prefersAZone() {
        return !preferredZone.isEmpty();
    }

    boolean prefers(InstanceView instance) {
        return instance.instance().spec().zone().equals(preferredZone);
    }
}
