package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.RegisterCondition;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.RegisterRequest;
import org.jspecify.annotations.Nullable;

/**
 * What to do when a registration was sent and the registry no longer remembers its outcome: an outage came between that
 * lasted longer than outcomes are kept. Registering again without a condition could fence a newer holder; not
 * registering would leave a healthy process out. Who holds the instance now tells the cases apart.
 *
 * @param fenced true when a newer registration holds the instance
 * @param adopted the registration, when it did take effect after all
 * @param condition otherwise: the condition under which registering again fences nobody who came later
 */
record LostRegistration(
        boolean fenced,
        @Nullable Instance adopted,
        @Nullable RegisterCondition condition) {

    /**
     * Decides.
     *
     * @param lost the request whose outcome is lost
     * @param previousLeaseId the lease held before; 0 when there was none
     * @param holder who holds the instance now; null when nobody does
     */
    static LostRegistration of(RegisterRequest lost, long previousLeaseId, @Nullable Instance holder) {
        if (holder == null) {
            return new LostRegistration(false, null, RegisterCondition.ifAbsent());
        }
        boolean heldBefore =
                holder.getRegisteredAtMillis() < lost.getRequestId().getIssuedAtMillis();
        if (heldBefore) {
            boolean replaced = previousLeaseId != 0 && holder.getLeaseId() > previousLeaseId;
            return replaced
                    ? new LostRegistration(true, null, null)
                    : new LostRegistration(false, null, RegisterCondition.previousLease(holder.getLeaseId()));
        }
        // Registered since: by the lost request, if it says what that request said. Two processes cannot take calls at
        // one address.
        return isSame(lost.getInstance(), holder.getSpec())
                ? new LostRegistration(false, holder, null)
                : new LostRegistration(true, null, null);
    }

    private static boolean isSame(InstanceSpec sent, InstanceSpec held) {
        return sent.getEndpointsList().equals(held.getEndpointsList())
                && sent.getMetadataMap().equals(held.getMetadataMap());
    }
}
