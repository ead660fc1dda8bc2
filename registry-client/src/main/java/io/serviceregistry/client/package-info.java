/**
 * The library that applications embed: registering and staying registered, finding instances, steering the cluster.
 *
 * <p>{@link io.serviceregistry.client.RegistryClient} is the way in. Everything here is immutable or thread-safe;
 * nothing here mentions a type of the wire.
 */
@NullMarked
package io.serviceregistry.client;

import org.jspecify.annotations.NullMarked;
