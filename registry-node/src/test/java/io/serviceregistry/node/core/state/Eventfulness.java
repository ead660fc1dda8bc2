package io.serviceregistry.node.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.state.RegistryState.Applied;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What happened in a log: every kind of change, nearly every kind of refusal, holds, and requests repeated. */
final class Eventfulness {
    private final Set<ChangeReason> reasons = EnumSet.noneOf(ChangeReason.class);
    private final Set<Rejection> rejections = EnumSet.noneOf(Rejection.class);
    private final List<Integer> holds = new ArrayList<>();
    private final Set<Agreement.Verdict> verdicts = EnumSet.noneOf(Agreement.Verdict.class);
    private int repeated;

    void follow(List<Applied> entry, StateImage after) {
        for (Applied applied : entry) {
            ChangeSet changes = applied.changes();
            if (changes != null) {
                changes.changes().forEach(change -> reasons.add(change.reason()));
            }
            if (applied.result().outcome() instanceof Outcome.Rejected rejected) {
                rejections.add(rejected.reason());
            }
            repeated += applied.result().position().logIndex() < after.logIndex() ? 1 : 0;
        }
        holds.add(after.holds().size());
        after.agreement()
                .standings()
                .forEach(standing -> verdicts.add(after.agreement().verdict(standing.nodeId(), null)));
    }

    void check() {
        assertThat(reasons).containsExactlyInAnyOrder(ChangeReason.values());
        assertThat(rejections)
                .containsAll(EnumSet.complementOf(EnumSet.of(
                        Rejection.REGISTRY_FULL,
                        Rejection.TOO_MANY_INSTANCES,
                        Rejection.TOO_MANY_OVERRIDES,
                        Rejection.FEATURE_LEVEL_TOO_LOW,
                        Rejection.TOO_MANY_REQUESTS_REMEMBERED)));
        assertThat(holds).contains(0).anyMatch(count -> count > 0);
        assertThat(verdicts).containsExactlyInAnyOrder(Agreement.Verdict.values());
        assertThat(repeated).isPositive();
    }
}
