/**
 * The only readers of the system's clocks.
 */
@NullMarked
package io.serviceregistry.node.time;

import org.jspecify.annotations.NullMarked;
