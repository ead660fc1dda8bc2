package io.serviceregistry.client;

/** Hears how far a backup is; on the thread that asked for it. */
@FunctionalInterface
public interface BackupProgress {
    /** Tells nobody. */
    BackupProgress NONE = (address, bytes) -> {};

    /**
     * So much is written. Fewer bytes than before: the node was lost, and another gives the backup from its beginning.
     *
     * @param address the node, "host:port"
     */
    void written(String address, long bytes);
}
