/**
 * Which nodes there are: what a running cluster says of its members, as addresses that this client can reach.
 *
 * <p>Confined to one thread, that of the {@link io.serviceregistry.client.internal.call.Scheduler} passed in.
 */
@NullMarked
package io.serviceregistry.client.internal.member;

import org.jspecify.annotations.NullMarked;
