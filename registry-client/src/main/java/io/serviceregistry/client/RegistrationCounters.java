package io.serviceregistry.client;

/**
 * What a {@link Registration} has seen so far.
 *
 * @param renewals renewals answered, recoveries included
 * @param recoveries renewals that revived a lapsed lease
 * @param reRegistrations registrations after the first, because the lease was no longer known
 */
public record RegistrationCounters(long renewals, long recoveries, long reRegistrations) {}
