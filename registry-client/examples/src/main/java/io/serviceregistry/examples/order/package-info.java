/**
 * A service that calls another: it finds it through the registry, and goes on calling it while the registry is away.
 */
@NullMarked
package io.serviceregistry.examples.order;

import org.jspecify.annotations.NullMarked;
