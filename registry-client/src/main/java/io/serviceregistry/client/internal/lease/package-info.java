/**
 * Staying registered: leases renewed in time, registrations that come back by themselves and know when they must not.
 *
 * <p>Confined to one thread, that of the {@link io.serviceregistry.client.internal.call.Scheduler} passed in, which
 * also tells the time: everything here runs in virtual time as well as in real time.
 */
@NullMarked
package io.serviceregistry.client.internal.lease;

import org.jspecify.annotations.NullMarked;
