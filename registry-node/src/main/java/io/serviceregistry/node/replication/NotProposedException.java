package io.serviceregistry.node.replication;

/** A command was not handed to the log and never will be: safe to try again, here or elsewhere. */
public final class NotProposedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** No leader could be reached in time. */
        NO_LEADER,
        /** The node asked does not lead. Between nodes only: the node that was called first tries again. */
        NOT_LEADER,
        /** The command's lane is full. */
        OVERLOADED,
        /** It waited longer than it was good for. */
        DEADLINE_PASSED,
        /** The node is stopping. */
        STOPPING
    }

    private final Reason reason;

    public NotProposedException(Reason reason) {
        // Part of the normal course under load: without a stack trace, and cheap.
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
