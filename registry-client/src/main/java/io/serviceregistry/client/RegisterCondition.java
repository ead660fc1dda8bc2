package io.serviceregistry.client;

/**
 * When the registry is to refuse a registration.
 *
 * @param absent refuse with {@link InstanceExistsException} when the instance is there, lapsed or not
 * @param previousLeaseId the caller's former lease: refuse with {@link LeaseReplacedException} when a newer lease was
 *     granted since; 0 means no such condition
 */
public record RegisterCondition(boolean absent, long previousLeaseId) {

    private static final RegisterCondition NONE = new RegisterCondition(false, 0);
    private static final RegisterCondition IF_ABSENT = new RegisterCondition(true, 0);

    public RegisterCondition {
        if (absent && previousLeaseId != 0) {
            throw new IllegalArgumentException("previousLeaseId: " + previousLeaseId + " (expected: 0 when absent)");
        }
    }

    /** Never: takes the instance over and fences its former holder. */
    public static RegisterCondition none() {
        return NONE;
    }

    /** When the instance is there. */
    public static RegisterCondition ifAbsent() {
        return IF_ABSENT;
    }

    /** When a lease newer than {@code leaseId} was granted. */
    public static RegisterCondition previousLease(long leaseId) {
        return new RegisterCondition(false, leaseId);
    }
}
