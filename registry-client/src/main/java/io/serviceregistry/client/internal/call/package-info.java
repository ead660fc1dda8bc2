/**
 * One call and its attempts: which node, how long, whether again, and what to tell the caller in the end.
 *
 * <p>Time, chance and threads come in through {@link io.serviceregistry.client.internal.call.Scheduler}, a seed, and
 * {@link io.serviceregistry.client.internal.call.NodeTransport}; nothing here knows a socket.
 */
@NullMarked
package io.serviceregistry.client.internal.call;

import org.jspecify.annotations.NullMarked;
