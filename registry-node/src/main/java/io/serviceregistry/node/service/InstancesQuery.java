package io.serviceregistry.node.service;

import io.serviceregistry.node.service.Discovery.Filter;
import java.util.Optional;

/**
 * Which instances of a namespace a caller wants, whatever their service.
 *
 * @param namespace empty for the default one
 * @param service the only service, if there is to be but one
 * @param selector as {@code SelectorText} reads it; empty for all
 * @param read how fresh the answer must be
 */
public record InstancesQuery(
        String namespace, Optional<String> service, Filter filter, String selector, ReadOptions read) {}
