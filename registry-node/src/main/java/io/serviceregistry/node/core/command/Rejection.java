package io.serviceregistry.node.core.command;

/** Why a command was refused. The numbers are those of the public ErrorReason and of the snapshot. */
public enum Rejection {
    INSTANCE_NOT_FOUND(2),
    /** Detail: the lease that holds the instance. */
    INSTANCE_EXISTS(3),
    /** Detail: the lease that holds the instance, or 0 when it is gone since. */
    LEASE_REPLACED(4),
    LEASE_UNKNOWN(5),
    /** Detail: the instance's revision. */
    REVISION_MISMATCH(6),
    /** Detail: the limit. */
    TOO_MANY_INSTANCES(7),
    /** Detail: the limit. */
    TOO_MANY_REQUESTS_REMEMBERED(8),
    REQUEST_TOO_OLD(9),
    /** Detail: the registry time the command was good for. */
    DEADLINE_PASSED(10),
    REQUEST_ID_REUSED(18),
    /** Detail: the limit. */
    REGISTRY_FULL(20),
    OVERRIDE_NOT_FOUND(21),
    SERVICE_NOT_HELD(22),
    /** Detail: the limit. */
    TOO_MANY_OVERRIDES(30),
    /** Detail: the level that the command needs. */
    FEATURE_LEVEL_TOO_LOW(31);

    private final int number;

    Rejection(int number) {
        this.number = number;
    }

    /** The number in schemas. */
    public int number() {
        return number;
    }
}
