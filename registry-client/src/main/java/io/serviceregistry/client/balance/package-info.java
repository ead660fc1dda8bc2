/**
 * Choosing the instance that takes a call, in the process that makes the call.
 *
 * <p>{@link io.serviceregistry.client.balance.Balancer} puts the parts together: stages narrow what is known of a service to
 * candidates, a policy picks one of them for each call. Each part works by itself as well, and any of them may be an
 * application's own; nothing here knows how the call is made, and nothing here makes it again.
 */
@NullMarked
package io.serviceregistry.client.balance;

import org.jspecify.annotations.NullMarked;
