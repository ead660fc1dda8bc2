package io.serviceregistry.client;

/** The stable reasons of errors, as the registry names them, and those of this library. */
public enum ErrorReason {
    /** A field breaks its rule. */
    INVALID_FIELD,
    /** No such instance. */
    INSTANCE_NOT_FOUND,
    /** Only if absent, but the instance is there. */
    INSTANCE_EXISTS,
    /** A newer registration holds the instance: the caller is fenced for good. */
    LEASE_REPLACED,
    /** The lease is not known: removed, or never granted. */
    LEASE_UNKNOWN,
    /** The expected revision is not the instance's revision. */
    REVISION_MISMATCH,
    /** The service holds as many instances as it may. */
    TOO_MANY_INSTANCES,
    /** The table of remembered requests is full. */
    TOO_MANY_REQUESTS_REMEMBERED,
    /** Older than the outcomes kept: whether it was applied is not known any more. */
    REQUEST_TOO_OLD,
    /** The deadline passed before the request was logged. */
    DEADLINE_PASSED,
    /** The deadline passed after the request may have been logged. */
    INDETERMINATE,
    /** No leader could be reached in time. */
    NO_LEADER,
    /** A queue of the node is full. */
    OVERLOADED,
    /** The node has not caught up since it started. */
    NOT_READY,
    /** No majority confirmed the read in time. */
    NO_QUORUM,
    /** The node is behind the revision asked for, or its answer is older than allowed. */
    NOT_FRESH_ENOUGH,
    /** The node's state differs from that of the majority, so that its answers could be wrong. */
    STATE_DIVERGED,
    /** The node is stopping. */
    STOPPING,
    /** The same request id came with a different request. */
    REQUEST_ID_REUSED,
    /** A page token that the registry did not make, or not for these filters. */
    INVALID_PAGE_TOKEN,
    /** The cluster holds as many instances as it may. */
    REGISTRY_FULL,
    /** The override is not there. */
    OVERRIDE_NOT_FOUND,
    /** The service is not held. */
    SERVICE_NOT_HELD,
    /** The cluster has no such member. */
    MEMBER_NOT_FOUND,
    /** The members stay as they are; the message says why. */
    MEMBERSHIP_REFUSED,
    /** There are as many overrides of services and zones as there may be. */
    TOO_MANY_OVERRIDES,
    /** The cluster has not come to the feature level that the request needs: a member runs an older version. */
    FEATURE_LEVEL_TOO_LOW,
    /** A watch is to be resumed from a revision that the cluster has not reached. */
    REVISION_IN_FUTURE,
    /** The node has as many watches open as it may. */
    TOO_MANY_WATCHES,
    /** The reader of a watch is behind by more changes than the node keeps. */
    WATCH_TOO_SLOW,
    /** The node failed in a way it did not expect; its log says how. */
    INTERNAL,
    /** No node answered: refused connections, broken ones, or silence. */
    UNREACHABLE,
    /** The client was closed, or the caller stopped waiting. */
    CANCELLED,
    /** An answer that names no reason this library knows; the cause tells more. */
    UNRECOGNIZED
}
