package io.serviceregistry.node.service;

/** This node gives no backup now: as many as may be are under way, or nobody takes this one. Thrown often, so without a trace. */
public final class BackupRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackupRefusedException(String message) {
        super(message, null, false, false);
    }
}
