package io.serviceregistry.node.service;

import io.serviceregistry.node.service.Discovery.Filter;
import java.util.List;
import java.util.Optional;

/**
 * What a caller wants to be told of, as the caller says it.
 *
 * @param services none for all of the namespace
 * @param selector as {@code SelectorText} reads it; empty for all
 * @param read how fresh the state must be that the watch begins with
 * @param resume what the caller has from an earlier watch
 */
public record WatchQuery(
        String namespace,
        List<String> services,
        Filter filter,
        String selector,
        ReadOptions read,
        Optional<ResumePoint> resume) {
    /** A state that an earlier watch has led its reader to. */
    public record ResumePoint(String clusterId, long revision) {}
}
