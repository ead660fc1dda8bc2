package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.InstanceNotFoundException;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.InvalidFieldException;
import io.serviceregistry.client.LeaseReplacedException;
import io.serviceregistry.client.LeaseUnknownException;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.internal.call.RegistrationCalls;
import io.serviceregistry.client.internal.model.RequestMapper;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.UpdateRequest;
import java.util.Optional;

/**
 * Tells the registry what it does not know yet of a registered instance: one update at a time, until nothing is
 * missing.
 *
 * <p>Confined to the scheduler's thread.
 */
final class SpecUpdates {

    private final DesiredSpec desired;
    private final RegistrationCalls calls;
    private final Era era;
    private final Runnable onReplaced;
    private final Runnable onLeaseLost;
    private long leaseId; // 0 while nothing is registered
    private boolean underway;

    SpecUpdates(DesiredSpec desired, RegistrationCalls calls, Era era, Runnable onReplaced, Runnable onLeaseLost) {
        this.desired = desired;
        this.calls = calls;
        this.era = era;
        this.onReplaced = onReplaced;
        this.onLeaseLost = onLeaseLost;
    }

    /** A registration was granted, and with it an era begins in which updates carry its lease. */
    void begin(long grantedLeaseId) {
        leaseId = grantedLeaseId;
        underway = false;
        tell();
    }

    /** There is nothing to update any more. The era is over, or about to be. */
    void stop() {
        leaseId = 0;
    }

    /** Sends what is missing, if anything is and nothing is underway. */
    void tell() {
        if (underway || leaseId == 0) {
            return;
        }
        Optional<InstanceUpdate> missing = desired.missing(leaseId);
        if (missing.isEmpty()) {
            desired.told(desired.current(), desired.version());
            return;
        }
        underway = true;
        InstanceSpec spec = desired.current();
        long version = desired.version();
        era.during(
                calls.nextId(),
                id -> send(RequestMapper.update(missing.get()).setRequestId(id).build(), spec, version),
                error -> again(),
                calls::answered);
    }

    private void send(UpdateRequest request, InstanceSpec spec, long version) {
        RequestId id = request.getRequestId();
        era.during(
                calls.updateAs(request).whenComplete((answer, error) -> calls.answered(id)),
                answer -> {
                    underway = false;
                    era.worked();
                    desired.told(spec, version);
                    tell();
                },
                this::failed);
    }

    private void failed(RegistryException error) {
        if (error instanceof LeaseReplacedException) {
            onReplaced.run();
        } else if (error instanceof LeaseUnknownException || error instanceof InstanceNotFoundException) {
            onLeaseLost.run();
        } else if (error instanceof InvalidFieldException) {
            underway = false;
            desired.refused(error);
        } else {
            again();
        }
    }

    /** Under another id: what an update says is absolute, so that applying it twice is applying it once. */
    private void again() {
        underway = false;
        era.retry(this::tell);
    }
}
