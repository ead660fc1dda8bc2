/**
 * The registry as a function of its log: same commands, same state, same bytes, on any machine, on any day.
 *
 * <p>Nothing in here reads a clock, draws a random number, does I/O or logs. It is confined to one thread, that of
 * apply; what it hands out is immutable.
 */
@NullMarked
package io.serviceregistry.node.core;

import org.jspecify.annotations.NullMarked;
