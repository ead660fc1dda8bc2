/**
 * What happens when an invariant is broken: the node stops.
 */
@NullMarked
package io.serviceregistry.node.fault;

import org.jspecify.annotations.NullMarked;
