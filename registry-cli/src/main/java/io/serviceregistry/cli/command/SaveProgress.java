package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.ProgressLine;
import io.serviceregistry.client.BackupProgress;

/** Says how far a backup is, and when another node has to begin anew. */
final class SaveProgress implements BackupProgress, AutoCloseable {
    private final Session session;
    private final ProgressLine line;
    private long before;

    SaveProgress(Session session) {
        this.session = session;
        this.line = session.progress();
    }

    @Override
    public void written(String address, long bytes) {
        if (bytes < before && !session.isJson()) {
            session.terminal().notice(address + " begins anew");
        }
        line.bytes(address, bytes);
        before = bytes;
    }

    @Override
    public void close() {
        line.close();
    }
}
