/**
 * Servers as processes of this machine: starting, killing and pausing them, and nothing but what was started here;
 * and who leads in a cluster of them.
 */
@NullMarked
package io.serviceregistry.bench.cluster;

import org.jspecify.annotations.NullMarked;
