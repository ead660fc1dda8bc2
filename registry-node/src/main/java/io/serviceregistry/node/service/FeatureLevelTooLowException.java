package io.serviceregistry.node.service;

/** The cluster has not come to the feature level that a request needs. Nothing was proposed. */
public final class FeatureLevelTooLowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int required;
    private final int present;

    FeatureLevelTooLowException(int required, int present) {
        super(
                "it needs feature level " + required + ", and the cluster is at level " + present
                        + ": a member runs an older version, or could not be asked yet",
                null,
                false,
                false);
        this.required = required;
        this.present = present;
    }

    /** The level that the request needs. */
    public int required() {
        return required;
    }

    /** The level of the cluster, as this node knows it. */
    public int present() {
        return present;
    }
}
