package io.serviceregistry.node.core.model;

/** What an instance reports of itself, and what an override may lower it to. The numbers are those of the log's format. */
public enum Status {
    STARTING(1, EffectiveStatus.STARTING),
    UP(2, EffectiveStatus.UP),
    DOWN(3, EffectiveStatus.DOWN),
    OUT_OF_SERVICE(4, EffectiveStatus.OUT_OF_SERVICE),
    DRAINING(5, EffectiveStatus.DRAINING);

    private final int number;
    private final EffectiveStatus effective;

    Status(int number, EffectiveStatus effective) {
        this.number = number;
        this.effective = effective;
    }

    /** The number in the log. */
    public int number() {
        return number;
    }

    /** What callers take it for when nothing else speaks against it. */
    public EffectiveStatus effective() {
        return effective;
    }
}
