package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.RegistrationCounters;

/** Counts what a registration has seen. Thread-safe. */
final class RenewalCounts {

    private long renewals;
    private long recoveries;
    private long reRegistrations;

    synchronized void renewed(boolean recovered) {
        renewals++;
        recoveries += recovered ? 1 : 0;
    }

    synchronized void reRegistered() {
        reRegistrations++;
    }

    synchronized RegistrationCounters snapshot() {
        return new RegistrationCounters(renewals, recoveries, reRegistrations);
    }
}
