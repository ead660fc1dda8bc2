package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.check;
import static io.serviceregistry.node.testkit.Fixtures.key;
import static io.serviceregistry.node.testkit.Fixtures.metadata;
import static io.serviceregistry.node.testkit.Fixtures.spec;
import static io.serviceregistry.node.testkit.Fixtures.updateStatus;
import static io.serviceregistry.node.testkit.Fixtures.updateWeight;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an owner may change of its instance, and how. */
class UpdateTest {
    private static final String INSTANCE = "payments/i-3";

    private final LoggedRegistry registry = LoggedRegistry.started();
    private final LeaseRef lease = registry.register(INSTANCE);
    private final long registered = registry.revision();

    @Test
    void changesWhatItNamesAndNothingElse() {
        registry.apply(updateStatus(INSTANCE, lease.id(), Status.DRAINING));
        assertThat(registeredSpec()).isEqualTo(spec(INSTANCE).withStatus(Status.DRAINING));
        registry.apply(updateWeight(INSTANCE, lease.id(), 7));
        assertThat(registeredSpec())
                .isEqualTo(spec(INSTANCE).withStatus(Status.DRAINING).withWeight(7));
        assertThat(registry.instance(INSTANCE).instance().reason()).isEqualTo(ChangeReason.UPDATED);
    }

    @Test
    void replacesMetadataAndChecksAsAWhole() {
        registry.apply(new UpdateInstance(
                key(INSTANCE),
                lease.id(),
                UpdateInstance.ANY,
                null,
                metadata("region", "north"),
                List.of(check("disk", CheckStatus.CRITICAL)),
                UpdateInstance.KEEP_WEIGHT));
        assertThat(registeredSpec())
                .isEqualTo(spec(INSTANCE)
                        .withMetadata(metadata("region", "north"))
                        .withChecks(List.of(check("disk", CheckStatus.CRITICAL))));
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DOWN);
        registry.apply(
                new UpdateInstance(key(INSTANCE), lease.id(), UpdateInstance.ANY, null, new TreeMap<>(), List.of(), 0));
        assertThat(registeredSpec().metadata()).isEmpty();
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
    }

    @Test
    void givesTheNextRevision() {
        assertThat(registry.apply(updateWeight(INSTANCE, lease.id(), 7)))
                .isEqualTo(new Outcome.Updated(registered + 1));
        assertThat(registry.instance(INSTANCE).instance().modifiedRevision()).isEqualTo(registered + 1);
        assertThat(registry.instance(INSTANCE).instance().registeredRevision()).isEqualTo(registered);
    }

    @Test
    void thatChangesNothingLeavesTheRevision() {
        registry.register("orders/i-1");
        assertThat(registry.apply(updateStatus(INSTANCE, lease.id(), Status.UP)))
                .isEqualTo(new Outcome.Updated(registered));
        assertThat(registry.lastChanges()).isEmpty();
        assertThat(registry.revision()).isEqualTo(registered + 1);
    }

    @Test
    void comparesAndSets() {
        assertThat(registry.apply(updateAt(registered, 7))).isEqualTo(new Outcome.Updated(registered + 1));
        assertThat(registry.apply(updateAt(registered, 8)))
                .isEqualTo(new Outcome.Rejected(Rejection.REVISION_MISMATCH, registered + 1));
        assertThat(registry.apply(updateAt(registered + 2, 8)))
                .isEqualTo(new Outcome.Rejected(Rejection.REVISION_MISMATCH, registered + 1));
        assertThat(registeredSpec().weight()).isEqualTo(7);
    }

    @Test
    void comparesWithTheInstancesOwnRevision() {
        registry.register("orders/i-1"); // moves the registry's revision, not the instance's
        assertThat(registry.apply(updateAt(registered, 7))).isEqualTo(new Outcome.Updated(registered + 2));
    }

    @Test
    void comparesAlsoWhenItWouldChangeNothing() {
        registry.apply(updateAt(registered, 7));
        assertThat(registry.apply(updateAt(registered, 7)))
                .isEqualTo(new Outcome.Rejected(Rejection.REVISION_MISMATCH, registered + 1));
    }

    @Test
    void isNotUndoneByARenewal() {
        registry.renew(lease);
        assertThat(registry.apply(updateAt(registered, 7))).isInstanceOf(Outcome.Updated.class);
    }

    @Test
    void saysThatTheCallerIsFencedBeforeItComparesRevisions() {
        LeaseRef newer = registry.register(INSTANCE);
        assertThat(registry.apply(updateAt(registered, 7)))
                .isEqualTo(new Outcome.Rejected(Rejection.LEASE_REPLACED, newer.id()));
    }

    @Test
    void doesNotReviveALapsedInstance() {
        registry.advance(Fixtures.TTL_MILLIS);
        registry.expireAll();
        registry.apply(updateWeight(INSTANCE, lease.id(), 7));
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
        assertThat(registeredSpec().weight()).isEqualTo(7);
    }

    private UpdateInstance updateAt(long revision, int weight) {
        return new UpdateInstance(key(INSTANCE), lease.id(), revision, null, null, null, weight);
    }

    private InstanceSpec registeredSpec() {
        return registry.instance(INSTANCE).instance().spec();
    }
}
