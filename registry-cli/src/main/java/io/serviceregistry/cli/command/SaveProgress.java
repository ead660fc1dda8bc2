package io.serviceregistry.cli.command;

import io.serviceregistry.client.BackupProgress;
import java.time.Duration;

/** Says once a second how far a backup is. */
final class SaveProgress implements BackupProgress {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long KIBIBYTE = 1024;

    private final Session session;
    private long saidAtNanos;
    private long before;

    SaveProgress(Session session) {
        this.session = session;
        this.saidAtNanos = session.clock().monotonicNanos();
    }

    @Override
    public void written(String address, long bytes) {
        long now = session.clock().monotonicNanos();
        boolean anew = bytes < before;
        if (!session.isJson() && (anew || now - saidAtNanos >= INTERVAL_NANOS)) {
            session.terminal().notice(address + (anew ? " begins anew: " : ": ") + bytes / KIBIBYTE + " KiB");
            saidAtNanos = now;
        }
        before = bytes;
    }
}
