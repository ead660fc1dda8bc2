package io.serviceregistry.node.membership;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** This node's part in its cluster: what it was, and each step on, written down before anybody hears of it. Thread-safe. */
public final class Membership {
    private final String nodeId;
    private final List<String> configured;
    private final MembershipStore store;

    /** Of a node that is configured with some members, itself among them. */
    public Membership(String nodeId, Collection<String> configured, MembershipStore store) {
        this.nodeId = nodeId;
        this.configured = List.copyOf(configured);
        this.store = store;
    }

    /** As this node introduces itself. */
    public Standing standing() {
        return Standing.of(nodeId, configured, store.current());
    }

    /** How far it is. */
    public Phase phase() {
        return store.current().phase();
    }

    /** Founds the cluster with these; does nothing when it is no longer new. Blocks on the disk. */
    public synchronized void found(SortedMap<String, String> founders) throws IOException {
        if (phase() == Phase.NEW) {
            store.write(store.current().founding(founders));
            notifyAll();
        }
    }

    /**
     * Accepts an invitation; one that was accepted already is accepted again. Blocks on the disk.
     *
     * @throws InviteRefusedException when another directory is meant, or the node has had a part in a cluster by itself
     */
    public synchronized void accept(String incarnation, Map<String, String> founders)
            throws InviteRefusedException, IOException {
        MembershipRecord record = store.current();
        if (!record.incarnation().equals(incarnation)) {
            throw new InviteRefusedException(
                    "the data directory of " + nodeId + " is no longer the one that was invited");
        }
        switch (record.phase()) {
            case NEW -> {
                if (record.isRestored()) {
                    throw new InviteRefusedException(nodeId
                            + " was restored from a backup; to be added to a cluster it needs an empty data directory");
                }
                store.write(record.joining(founders));
                notifyAll();
            }
            case JOINED -> {
                if (!record.founders().equals(founders)) {
                    throw new InviteRefusedException(nodeId + " has joined another cluster of the same name");
                }
            }
            case FOUNDER -> throw new InviteRefusedException(nodeId + " belongs to a cluster already");
            case REMOVED ->
                throw new InviteRefusedException(
                        nodeId + " was removed; to be added again it needs an empty data directory");
        }
    }

    /** Remembers that the node was removed. Blocks on the disk. */
    public synchronized void removed() throws IOException {
        store.write(store.current().removed());
    }

    /** Waits until the node is no longer new, at most for so long. */
    public synchronized void awaitPart(long millis) throws InterruptedException {
        if (phase() == Phase.NEW) {
            wait(millis);
        }
    }
}
