package io.serviceregistry.node.core.model;

/** When something changes: at which revision and which registry time. */
public record Moment(long revision, long timeMillis) {}
