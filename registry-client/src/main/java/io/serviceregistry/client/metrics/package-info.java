/**
 * Metrics of the library through Micrometer, for applications that have it.
 *
 * <p>{@link io.serviceregistry.client.metrics.RegistryClientMetrics} binds those of a client, {@link
 * io.serviceregistry.client.metrics.ServiceViewMetrics} those of one view. Only this package knows Micrometer, and no other knows
 * this package: an application without Micrometer never loads a class of either. What the metrics show is there for any other
 * library too, in {@link io.serviceregistry.client.RegistryClient#stats()} and {@link
 * io.serviceregistry.client.CallObserver}.
 */
@NullMarked
package io.serviceregistry.client.metrics;

import org.jspecify.annotations.NullMarked;
