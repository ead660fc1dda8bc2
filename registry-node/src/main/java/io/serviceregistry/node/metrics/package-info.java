/**
 * The metrics of a node, as Prometheus reads them.
 *
 * <p>Only this package knows Micrometer. What is measured is counted where it happens, in plain numbers; {@code boot} says which number is
 * which {@link io.serviceregistry.node.metrics.Metric}, and nobody computes anything before somebody asks.
 */
@NullMarked
package io.serviceregistry.node.metrics;

import org.jspecify.annotations.NullMarked;
