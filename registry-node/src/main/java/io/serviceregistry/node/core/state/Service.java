package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.ServiceKey;
import org.pcollections.TreePMap;

/**
 * A service with its instances, at least one.
 *
 * @param instances by instance id, in ascending order
 * @param lapsed how many of them are lapsed: derived, so that answers and the governor need not count
 * @param modifiedRevision the revision at which any of its instances last changed, removals included
 */
public record Service(ServiceKey key, TreePMap<String, Instance> instances, int lapsed, long modifiedRevision) {}
