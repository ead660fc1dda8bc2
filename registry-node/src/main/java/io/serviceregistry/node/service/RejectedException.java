package io.serviceregistry.node.service;

import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Rejection;

/**
 * The state refused a write, the same on every node. Not applied, but for {@link Rejection#REQUEST_TOO_OLD}, where nobody
 * knows any more.
 */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final Rejection reason;
    private final long detail;

    public RejectedException(Position position, Rejection reason, long detail) {
        super(reason.name(), null, false, false);
        this.position = position;
        this.reason = reason;
        this.detail = detail;
    }

    /** Where in the log it was refused. */
    public Position position() {
        return position;
    }

    /** Why. */
    public Rejection reason() {
        return reason;
    }

    /** What the reason says it holds. */
    public long detail() {
        return detail;
    }
}
