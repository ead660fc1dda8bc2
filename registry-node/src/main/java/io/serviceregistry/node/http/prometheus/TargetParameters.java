package io.serviceregistry.node.http.prometheus;

import com.linecorp.armeria.common.QueryParams;
import io.serviceregistry.node.service.Discovery.Filter;
import io.serviceregistry.node.service.InstancesQuery;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.ReadOptions;
import io.serviceregistry.node.service.ReadOptions.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What Prometheus asks for.
 *
 * @param endpoint the name of the only endpoint of each instance that is to be scraped
 */
record TargetParameters(InstancesQuery query, Optional<String> endpoint) {
    private static final String NAMESPACE = "namespace";
    private static final String SERVICE = "service";
    private static final String SELECTOR = "selector";
    private static final String FILTER = "filter";
    private static final String ENDPOINT = "endpoint";
    private static final List<String> NAMES = List.of(NAMESPACE, SERVICE, SELECTOR, FILTER, ENDPOINT);

    private static final Map<String, Filter> FILTERS =
            Map.of("healthy", Filter.HEALTHY, "alive", Filter.ALIVE, "all", Filter.ALL);

    /** Reads the parameters of a request; what is not understood is refused, as it was meant to leave something out. */
    static TargetParameters read(QueryParams given) {
        for (String name : given.names()) {
            if (!NAMES.contains(name)) {
                throw new InvalidFieldException(
                        name, given.get(name, ""), "a parameter that there is: one of " + NAMES);
            }
            int times = given.getAll(name).size();
            if (times > 1) {
                throw new InvalidFieldException(name, times + " of them", "at most one");
            }
        }
        InstancesQuery query = new InstancesQuery(
                given.get(NAMESPACE, ""),
                Optional.ofNullable(given.get(SERVICE)),
                filter(given.get(FILTER, "healthy")),
                given.get(SELECTOR, ""),
                new ReadOptions(Level.LOCAL, 0, 0));
        return new TargetParameters(query, Optional.ofNullable(given.get(ENDPOINT)));
    }

    private static Filter filter(String text) {
        Filter filter = FILTERS.get(text.toLowerCase(Locale.ROOT));
        if (filter == null) {
            throw new InvalidFieldException(FILTER, text, "one of [healthy, alive, all]");
        }
        return filter;
    }
}
