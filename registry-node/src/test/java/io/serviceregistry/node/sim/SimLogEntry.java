package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.command.Entry;
import org.jspecify.annotations.Nullable;

/**
 * An entry in a simulated log.
 *
 * @param entry null for the one with which a leader begins
 * @param proposedNanos when its proposer decided on it
 * @param ledNanos for how long, up to then, anybody led
 */
record SimLogEntry(long term, long index, @Nullable Entry entry, long proposedNanos, long ledNanos) {}
