package io.serviceregistry.client;

/** What an instance says of itself. */
public enum ReportedStatus {
    /** Not ready for calls yet. */
    STARTING,
    /** Ready for calls. */
    UP,
    /** Running, but unable to serve. */
    DOWN,
    /** Taken out by its owner. */
    OUT_OF_SERVICE,
    /** Finishing the calls it has; takes no new ones. */
    DRAINING,
    /** A status that this library is too old to know; never sent. */
    UNRECOGNIZED
}
