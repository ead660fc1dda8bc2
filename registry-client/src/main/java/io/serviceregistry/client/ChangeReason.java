package io.serviceregistry.client;

/** Why an instance last changed. */
public enum ChangeReason {
    /** A new instance. */
    REGISTERED,
    /** Registered again: the former holder is fenced. */
    REPLACED,
    /** Its owner changed status, metadata, checks or weight. */
    UPDATED,
    /** Its lease ran out. */
    LAPSED,
    /** Renewed while lapsed: the same lease goes on. */
    RECOVERED,
    /** Removed on request. */
    DEREGISTERED,
    /** Removed because its lease stayed lapsed. */
    EXPIRED,
    /** An operator set, changed or lifted an override, or it ran out. */
    OVERRIDDEN,
    /** The storm governor began or ceased to hold the service. */
    HELD,
    /** Never sent: it happened while this client could not hear of it, and only the result was told. */
    UNTOLD,
    /** A reason that this library is too old to know. */
    UNRECOGNIZED
}
