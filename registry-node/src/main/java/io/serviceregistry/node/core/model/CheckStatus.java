package io.serviceregistry.node.core.model;

/** The result of a check. The numbers are those of the log's format. */
public enum CheckStatus {
    PASSING(1),
    WARNING(2),
    CRITICAL(3);

    private final int number;

    CheckStatus(int number) {
        this.number = number;
    }

    /** The number in the log. */
    public int number() {
        return number;
    }
}
