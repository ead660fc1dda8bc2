package io.serviceregistry.node.core.model;

/** A lease as the leader saw it: its id and how many renewals it had. */
public record LeaseRef(long id, long renewals) {}
