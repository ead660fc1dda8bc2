package io.serviceregistry.node.core.model;

/** Why an instance changed. The numbers are those of the public schema and of the snapshot. */
public enum ChangeReason {
    REGISTERED(1),
    REPLACED(2),
    UPDATED(3),
    LAPSED(4),
    RECOVERED(5),
    DEREGISTERED(6),
    EXPIRED(7),
    OVERRIDDEN(8),
    HELD(9);

    private final int number;

    ChangeReason(int number) {
        this.number = number;
    }

    /** The number in schemas. */
    public int number() {
        return number;
    }
}
