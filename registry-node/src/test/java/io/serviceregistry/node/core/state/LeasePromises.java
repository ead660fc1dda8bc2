package io.serviceregistry.node.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.state.RegistryState.Applied;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is promised of leases, checked from outside: from the commands and the changes alone, with a memory of its own of
 * when each lease was renewed and which lease each instance had last.
 */
final class LeasePromises {
    private final SortedMap<Long, Long> renewedAt = new TreeMap<>();
    private final SortedMap<InstanceKey, Long> newest = new TreeMap<>();

    /** Takes in a command, what it came to, and the state after it. */
    void follow(Command command, Applied applied, StateImage after) {
        if (command instanceof RenewLeases renewal && applied.result().outcome() instanceof Outcome.Renewed outcome) {
            for (int i = 0; i < renewal.size(); i++) {
                follow(renewal.leaseId(i), outcome, after.timeMillis());
            }
        }
        ChangeSet changes = applied.changes();
        if (changes != null) {
            changes.changes().forEach(change -> follow(change, command, after));
        }
    }

    private void follow(long leaseId, Outcome.Renewed outcome, long nowMillis) {
        if (outcome.replaced().contains(leaseId)) {
            assertThat(renewedAt.containsKey(leaseId))
                    .as("%s was granted", leaseId)
                    .isTrue();
            assertThat(newest.containsValue(leaseId))
                    .as("%s is replaced", leaseId)
                    .isFalse();
        } else if (!outcome.unknown().contains(leaseId)) {
            assertThat(newest.containsValue(leaseId))
                    .as("%s is the newest", leaseId)
                    .isTrue();
            renewedAt.put(leaseId, nowMillis);
        }
    }

    private void follow(Change change, Command command, StateImage after) {
        InstanceView left = change.after();
        InstanceView was = change.before();
        if (command instanceof RegisterInstance && left != null) {
            long leaseId = left.instance().leaseId();
            assertThat(renewedAt.containsKey(leaseId))
                    .as("%s was granted before", leaseId)
                    .isFalse();
            assertThat(leaseId).isGreaterThan(newest.getOrDefault(change.key(), 0L));
            newest.put(change.key(), leaseId);
            renewedAt.put(leaseId, after.timeMillis());
        } else if (left != null) {
            assertThat(left.instance().leaseId())
                    .as("lease of %s", change.key())
                    .isEqualTo(newest.get(change.key()));
        }
        switch (change.reason()) {
            case LAPSED -> checkSilence(was, after);
            case EXPIRED -> checkRemoval(was, after);
            default -> {}
        }
    }

    /** No lease lapses before max(deadline, min(graceUntil, deadline + TTL)). */
    private void checkSilence(@Nullable InstanceView was, StateImage after) {
        Instance instance = Objects.requireNonNull(was).instance();
        long ttl = instance.spec().ttlMillis();
        long deadline = renewedAt.getOrDefault(instance.leaseId(), Long.MAX_VALUE - ttl) + ttl;
        assertThat(ttl).isNotEqualTo(InstanceSpec.NO_TTL);
        assertThat(after.timeMillis()).as("lapse of %s", instance.key()).isGreaterThanOrEqualTo(deadline);
        if (after.timeMillis() < after.scalars().graceUntilMillis()) {
            assertThat(after.timeMillis())
                    .as("lapse of %s in grace", instance.key())
                    .isGreaterThanOrEqualTo(deadline + ttl);
        }
        assertThat(after.scalars().begunTerm()).isEqualTo(after.scalars().term());
    }

    /** None is removed sooner than it asked for, and none while its service is held. */
    private void checkRemoval(@Nullable InstanceView was, StateImage after) {
        Instance instance = Objects.requireNonNull(was).instance();
        assertThat(instance.spec().removeAfterMillis()).isNotEqualTo(InstanceSpec.NEVER_REMOVE);
        assertThat(after.holds()).doesNotContainKey(instance.key().service());
        if (instance.lapsed()) {
            assertThat(after.timeMillis() - instance.lapsedAtMillis())
                    .isGreaterThanOrEqualTo(instance.spec().removeAfterMillis());
        } else {
            assertThat(instance.spec().removeAfterMillis()).isZero();
            checkSilence(was, after);
        }
    }
}
