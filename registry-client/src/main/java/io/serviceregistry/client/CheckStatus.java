package io.serviceregistry.client;

/** The result of a named check. */
public enum CheckStatus {
    /** All is well. */
    PASSING,
    /** Serves, but something needs attention. */
    WARNING,
    /** Cannot serve. */
    CRITICAL,
    /** A result that this library is too old to know; never sent. */
    UNRECOGNIZED
}
