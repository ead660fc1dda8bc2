package io.serviceregistry.client;

import java.io.IOException;

/** A file is not a whole backup; the message says why. Nothing in it may be believed. */
public final class BackupDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public BackupDamagedException(String message) {
        super(message);
    }
}
