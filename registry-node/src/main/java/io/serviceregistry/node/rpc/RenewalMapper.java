package io.serviceregistry.node.rpc;

import io.serviceregistry.node.core.command.Outcome.Renewed;
import io.serviceregistry.proto.v1.Renewal;
import io.serviceregistry.proto.v1.RenewalStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The outcomes of renewals to the public schema, in the order asked. */
final class RenewalMapper {
    private RenewalMapper() {}

    static List<Renewal> all(long[] leaseIds, Renewed renewed) {
        List<Renewal> renewals = new ArrayList<>(leaseIds.length);
        for (long leaseId : leaseIds) {
            renewals.add(renewal(leaseId, status(leaseId, renewed)));
        }
        return renewals;
    }

    /** Those that are not simply renewed. */
    static List<Renewal> exceptions(long[] leaseIds, Renewed renewed) {
        if (renewed.recovered().isEmpty()
                && renewed.replaced().isEmpty()
                && renewed.unknown().isEmpty()) {
            return List.of();
        }
        List<Renewal> renewals = new ArrayList<>();
        for (long leaseId : leaseIds) {
            RenewalStatus status = status(leaseId, renewed);
            if (status != RenewalStatus.RENEWAL_STATUS_RENEWED) {
                renewals.add(renewal(leaseId, status));
            }
        }
        return renewals;
    }

    private static Renewal renewal(long leaseId, RenewalStatus status) {
        return Renewal.newBuilder().setLeaseId(leaseId).setStatus(status).build();
    }

    private static RenewalStatus status(long leaseId, Renewed renewed) {
        if (contains(renewed.recovered(), leaseId)) {
            return RenewalStatus.RENEWAL_STATUS_RECOVERED;
        }
        if (contains(renewed.replaced(), leaseId)) {
            return RenewalStatus.RENEWAL_STATUS_REPLACED;
        }
        return contains(renewed.unknown(), leaseId)
                ? RenewalStatus.RENEWAL_STATUS_UNKNOWN
                : RenewalStatus.RENEWAL_STATUS_RENEWED;
    }

    private static boolean contains(List<Long> ascending, long leaseId) {
        return !ascending.isEmpty() && Collections.binarySearch(ascending, leaseId) >= 0;
    }
}
