package io.serviceregistry.client.internal.view;

import io.serviceregistry.client.Instance;
import java.time.Instant;
import java.util.List;

/**
 * What is kept of a view from one process to the next.
 *
 * @param clusterId the cluster that named the instances
 * @param revision the revision at which it did
 * @param instances the instances, in the order of their ids
 * @param savedAt when, by this machine's wall clock
 */
record SavedView(String clusterId, long revision, List<Instance> instances, Instant savedAt) {}
