package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.HoldRecord;
import io.serviceregistry.proto.log.v1.LapseRecord;
import io.serviceregistry.proto.log.v1.LeaseRecord;
import java.util.List;

/** The section on storms of docs/model.md, over the tables of a state. Counts by looking at everything. */
final class Storms {
    private final State state;

    Storms(State state) {
        this.state = state;
    }

    boolean holds(ServiceName service) {
        return state.holds.containsKey(service);
    }

    /** Whether a lapsed lease is one that a hold is for. */
    boolean keeps(long leaseId, ServiceName service) {
        return state.lapses.containsKey(leaseId) && holds(service);
    }

    void forgetOld() {
        state.lapses
                .values()
                .removeIf(lapse -> lapse.getCountsUntilMillis() <= state.nowMillis && !holds(State.serviceOf(lapse)));
    }

    void lapsed(LeaseRecord lease) {
        state.lapses.put(
                lease.getLeaseId(),
                LapseRecord.newBuilder()
                        .setLeaseId(lease.getLeaseId())
                        .setNamespace(lease.getKey().getNamespace())
                        .setService(lease.getKey().getService())
                        .setCountsUntilMillis(state.nowMillis + lease.getTtlMillis())
                        .build());
    }

    void removed(long leaseId) {
        state.lapses.computeIfPresent(
                leaseId, (id, lapse) -> lapse.toBuilder().setRemoved(true).build());
    }

    void recovered(long leaseId) {
        LapseRecord lapse = state.lapses.remove(leaseId);
        if (lapse != null) {
            ServiceName service = State.serviceOf(lapse);
            if (of(service).stream().allMatch(LapseRecord::getRemoved)) {
                release(service);
            }
        }
    }

    boolean isStorm(ServiceName service) {
        List<LapseRecord> lapses = of(service);
        long removed = lapses.stream().filter(LapseRecord::getRemoved).count();
        return lapses.size() >= state.settings.getStormMinLapses()
                && 100L * lapses.size() > (state.sizeOf(service) + removed) * state.settings.getStormPercent();
    }

    void hold(ServiceName service) {
        state.holds.put(
                service,
                HoldRecord.newBuilder()
                        .setNamespace(service.namespace())
                        .setService(service.service())
                        .setUntilMillis(state.nowMillis + state.settings.getMaxHoldMillis())
                        .build());
    }

    void release(ServiceName service) {
        if (holds(service)) {
            state.holds.remove(service);
            state.lapses.values().removeIf(lapse -> State.serviceOf(lapse).equals(service));
        }
    }

    List<ServiceName> due() {
        return state.holds.values().stream()
                .filter(hold -> hold.getUntilMillis() <= state.nowMillis)
                .map(State::serviceOf)
                .toList();
    }

    /** The lapses of a service that count. */
    List<LapseRecord> of(ServiceName service) {
        return state.lapses.values().stream()
                .filter(lapse -> State.serviceOf(lapse).equals(service))
                .toList();
    }
}
