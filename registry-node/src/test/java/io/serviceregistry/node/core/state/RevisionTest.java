package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.TTL_MILLIS;
import static io.serviceregistry.node.testkit.Fixtures.deregister;
import static io.serviceregistry.node.testkit.Fixtures.register;
import static io.serviceregistry.node.testkit.Fixtures.renew;
import static io.serviceregistry.node.testkit.Fixtures.service;
import static io.serviceregistry.node.testkit.Fixtures.updateWeight;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.state.RegistryState.Applied;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The counter of changes, and where a command took effect. */
class RevisionTest {
    private final LoggedRegistry registry = LoggedRegistry.started();

    @Test
    void movesByOneForEachCommandThatChangesTheCatalog() {
        LeaseRef lease = registry.register("payments/i-1");
        assertThat(registry.revision()).isEqualTo(1);
        registry.apply(updateWeight("payments/i-1", lease.id(), 7));
        assertThat(registry.revision()).isEqualTo(2);
        registry.apply(deregister("payments/i-1", lease.id()));
        assertThat(registry.revision()).isEqualTo(3);
    }

    @Test
    void movesByOneHoweverManyInstancesACommandChanges() {
        registry.registerMany("payments", 3, TTL_MILLIS, 0);
        registry.advance(TTL_MILLIS);
        registry.expireAll();
        assertThat(registry.revision()).isEqualTo(4);
        assertThat(registry.lastChanges())
                .extracting(Change::key)
                .extracting(InstanceKey::instanceId)
                .containsExactly("i-0", "i-1", "i-2");
    }

    @Test
    void staysWhereItIsForWhatDoesNotChangeTheCatalog() {
        LeaseRef lease = registry.register("payments/i-1");
        registry.apply(renew(lease.id()));
        registry.apply(new BeginTerm(registry.term()));
        registry.apply(new AdoptSettings(ClusterSettings.DEFAULT));
        registry.apply(new EndDue(registry.term()));
        registry.apply(new Barrier());
        registry.expireAll();
        registry.apply(deregister("orders/i-1", lease.id()));
        registry.advance(1_000);
        assertThat(registry.revision()).isEqualTo(1);
    }

    @Test
    void ofAServiceIsThatOfItsLastChangeRemovalsIncluded() {
        LeaseRef first = registry.register("payments/i-1");
        registry.register("payments/i-2");
        registry.register("orders/i-1");
        registry.apply(deregister("payments/i-1", first.id()));
        assertThat(modifiedRevision("payments")).isEqualTo(4);
        assertThat(modifiedRevision("orders")).isEqualTo(3);
    }

    @Test
    void ofEachCommandIsInItsResultWithItsPlaceInTheLog() {
        long index = registry.image().logIndex() + 1;
        List<Applied> applied = registry.apply(
                registry.nextHeader(registry.timeMillis() + 10),
                List.of(
                        LoggedCommand.internal(register("payments/i-1")),
                        LoggedCommand.internal(new Barrier()),
                        LoggedCommand.internal(register("payments/i-2"))));
        long now = registry.timeMillis();
        assertThat(applied)
                .extracting(Applied::result)
                .extracting(Result::position)
                .containsExactly(
                        new Position(1, index, 0, now), new Position(1, index, 1, now), new Position(2, index, 2, now));
    }

    @Test
    void ofAnInstanceRemembersRegistrationAndLastChange() {
        registry.register("payments/i-1");
        registry.register("payments/i-1");
        assertThat(registry.instance("payments/i-1").instance().registeredRevision())
                .isEqualTo(2);
        assertThat(registry.lastChanges()).extracting(Change::reason).containsExactly(ChangeReason.REPLACED);
    }

    private long modifiedRevision(String name) {
        return Objects.requireNonNull(registry.image().services().get(service(name)))
                .modifiedRevision();
    }
}
