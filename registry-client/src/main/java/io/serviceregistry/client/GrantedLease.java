package io.serviceregistry.client;

import java.time.Duration;

/**
 * The answer to a registration.
 *
 * @param header where and when; its revision is the one at which the instance was registered
 * @param leaseId the lease to renew
 * @param ttl the TTL granted; zero means that no renewals are expected
 */
public record GrantedLease(AnswerHeader header, long leaseId, Duration ttl) {

    /** The revision at which the instance was registered. */
    public long revision() {
        return header.revision();
    }
}
