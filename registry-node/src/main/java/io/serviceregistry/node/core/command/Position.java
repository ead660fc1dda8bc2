package io.serviceregistry.node.core.command;

/**
 * Where a command took effect.
 *
 * @param revision the revision right after it
 * @param commandIndex its place in its entry, from 0
 * @param timeMillis the registry time of its entry
 */
public record Position(long revision, long logIndex, int commandIndex, long timeMillis) {}
