package io.serviceregistry.client.balance;

import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.ServiceSnapshot;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer works out once, and uses for every call until the snapshot or an epoch of a stage changes. Immutable, but for
 * the turns of the picker.
 *
 * @param snapshot what it was worked out from
 * @param epoch the sum of the stages' epochs at the time; since each of these only grows, it changes when any of them does
 * @param selections what each stage decided
 * @param candidates what the last stage left
 * @param picker picks from the candidates; null when there are none
 */
record Shortlist(
        ServiceSnapshot snapshot,
        long epoch,
        List<Selection> selections,
        List<Candidate> candidates,
        @Nullable Picker picker) {

    /** Whether it still holds. */
    boolean isOf(ServiceSnapshot current, long currentEpoch) {
        return snapshot == current && epoch == currentEpoch;
    }

    /** The candidates that have not been tried. */
    List<Candidate> candidatesBut(Set<InstanceKey> tried) {
        return candidates.stream()
                .filter(candidate -> !tried.contains(candidate.instance().key()))
                .toList();
    }
}
