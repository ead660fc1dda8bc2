package io.serviceregistry.node.replication;

/** The classes of writes, in the order of serving; shed in the reverse. */
public enum Lane {
    /** Renewals: the last to be shed, so that load never costs a live lease. */
    RENEWAL,
    /** Deregistrations, draining and operators' commands: they make room. */
    LEAVE,
    /** Barriers of linearizable reads. */
    READ,
    /** Registrations and updates. */
    REGISTRATION,
    /** The nodes' own duties, expiry above all: after every renewal that has already arrived. */
    DUTY
}
