package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.service.Discovery.Filter;

/**
 * Which instances of a service a caller wants, as the caller says it.
 *
 * @param selector as {@code SelectorText} reads it; empty for all
 * @param zone where they should be, if that can be had
 * @param part which part of them
 * @param read how fresh the answer must be
 */
public record ServiceQuery(
        ServiceKey service, Filter filter, String selector, PreferredZone zone, Part part, ReadOptions read) {
    /**
     * The zone that a caller would rather call.
     *
     * @param name empty for no preference
     * @param minInstances how many healthy instances it must have, lest those of other zones are answered too; 0 means 1
     */
    public record PreferredZone(String name, long minInstances) {
        public static final PreferredZone NONE = new PreferredZone("", 0);
    }

    /**
     * A part of the instances.
     *
     * @param limit the most; 0 for all
     * @param token from the answer before, to go on after it; empty for the first page
     */
    public record Part(long limit, String token) {
        public static final Part ALL = new Part(0, "");
    }
}
