package io.serviceregistry.client;

/** What became of one renewal. */
public enum RenewalStatus {
    /** The lease runs for another TTL. */
    RENEWED,
    /** The lease had lapsed; it is alive again. */
    RECOVERED,
    /** Final: a newer registration holds the instance. The caller is fenced and must not register by itself. */
    REPLACED,
    /** Not known: removed, or never granted. Register again, naming the former lease. */
    UNKNOWN,
    /** An outcome that this library is too old to know. */
    UNRECOGNIZED
}
