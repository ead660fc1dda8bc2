package io.serviceregistry.node.raft;

/** The state uses a feature level that this node does not understand: another version must run here. */
public final class NewerLevelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerLevelException(int level, int supported) {
        super("the cluster is at feature level " + level + ", and this version understands levels up to " + supported
                + ": it needs a newer version");
    }
}
