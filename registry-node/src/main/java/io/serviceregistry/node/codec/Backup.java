package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.state.StateImage;

/** A backup that was read, and found whole. */
public record Backup(String clusterId, StateImage image) {}
