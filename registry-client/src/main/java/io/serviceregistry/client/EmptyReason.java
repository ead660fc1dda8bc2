package io.serviceregistry.client;

/** Why a list of instances is empty. */
public enum EmptyReason {
    /** No instance is registered under that name: there never was one, or the last one is gone. */
    NO_SUCH_SERVICE,
    /** Every instance's lease has lapsed. */
    ALL_LAPSED,
    /** Every instance that is not lapsed is draining or out of service. */
    ALL_DRAINING,
    /** There are instances, but the filter leaves none. */
    FILTERED_OUT,
    /** A reason that this library is too old to know. */
    UNRECOGNIZED
}
