/**
 * Renewals gathered by tick on every node; on the leader, the expiry index and the expirer, which only propose.
 */
@NullMarked
package io.serviceregistry.node.lease;

import org.jspecify.annotations.NullMarked;
