package io.serviceregistry.node.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import io.serviceregistry.node.testkit.RandomLog;
import io.serviceregistry.node.testkit.StateInvariants;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestorationTest {
    private static final RequestId REQUEST = new RequestId("client-1", 7, 7, 1_000);

    private final LoggedRegistry old = LoggedRegistry.started();

    @Test
    void everyRestoredStateIsSoundAndTheSameEachTime() {
        for (int seed = 0; seed < 10; seed++) {
            RandomLog log = new RandomLog(seed);
            RegistryState state = new RegistryState(StateImage.empty());
            for (int i = 0; i < 300; i++) {
                RandomLog.LogEntry entry = log.next(state.image());
                state.beginEntry(entry.header());
                entry.commands().forEach(state::apply);
                if (i % 15 == 0) {
                    assertLaws(state.image());
                }
            }
        }
    }

    private static void assertLaws(StateImage backup) {
        StateImage restored = Restoration.of(backup);
        StateInvariants.check(restored);
        assertThat(Restoration.of(backup)).isEqualTo(restored);
        assertThat(restored.revision()).isEqualTo(backup.revision() + Restoration.BUMP);
        assertThat(restored.scalars().nextLeaseId()).isEqualTo(backup.scalars().nextLeaseId() + Restoration.BUMP);
        assertThat(restored.logIndex()).isEqualTo(backup.logIndex());
        assertThat(restored.services().keySet()).isEqualTo(backup.services().keySet());
        assertThat(restored.leases().keySet()).isEqualTo(backup.leases().keySet());
        assertThat(restored.overrides().keySet()).isEqualTo(backup.overrides().keySet());
        assertThat(restored.requests().keySet()).isEqualTo(backup.requests().keySet());
        backup.services()
                .forEach((key, service) -> service.instances().forEach((id, before) -> {
                    Instance after = Objects.requireNonNull(
                            service(restored, service).instances().get(id));
                    assertThat(after.spec()).isEqualTo(before.spec());
                    assertThat(after.lapsed()).isEqualTo(before.lapsed());
                    Lease lease = Objects.requireNonNull(restored.leases().get(before.leaseId()));
                    if (!before.lapsed() && before.spec().ttlMillis() != InstanceSpec.NO_TTL) {
                        assertThat(lease.deadlineMillis()).isEqualTo(restored.timeMillis() + lease.ttlMillis());
                    }
                }));
    }

    private static Service service(StateImage image, Service like) {
        return Objects.requireNonNull(image.services().get(like.key()));
    }

    @Test
    void holdersGoOnWithTheirLeasesAndNewOnesAreAboveTheBump() {
        LeaseRef lease = old.register("payments/a");
        old.advance(10_000); // most of its TTL
        RegistryState restored = restored();
        Outcome.Renewed renewed = (Outcome.Renewed) apply(restored, null, Fixtures.renew(lease.id()));
        assertThat(renewed.unknown()).isEmpty();
        assertThat(renewed.replaced()).isEmpty();
        Outcome registered = apply(restored, null, Fixtures.register("payments/b"));
        assertThat(((Outcome.Registered) registered).leaseId()).isGreaterThan(Restoration.BUMP);
    }

    @Test
    void aRememberedRequestIsAnsweredAsBefore() {
        Outcome before =
                old.request(REQUEST, Fixtures.register("payments/a")).result().outcome();
        RegistryState restored = restored();
        assertThat(apply(restored, REQUEST, Fixtures.register("payments/a"))).isEqualTo(before);
    }

    @Test
    void aRequestOfTheOldClusterThatIsNotRememberedIsNeverRepeated() {
        RegistryState restored = restored();
        // Made after the backup: it may have taken effect there.
        RequestId later = new RequestId("client-1", 9, 9, old.timeMillis() + 3_600_000);
        assertThat(apply(restored, later, Fixtures.register("payments/a")))
                .isEqualTo(new Outcome.Rejected(Rejection.REQUEST_TOO_OLD, 0));
        RequestId made = new RequestId("client-1", 10, 10, restored.image().timeMillis());
        assertThat(apply(restored, made, Fixtures.register("payments/a"))).isInstanceOf(Outcome.Registered.class);
    }

    @Test
    void whoRegisteredAfterTheBackupTakesItsInstanceBack() {
        LeaseRef known = old.register("payments/a");
        StateImage backup = old.image();
        LeaseRef lost = old.register("payments/a"); // restarted after the backup, which fenced the former
        RegistryState restored = new RegistryState(Restoration.of(backup));
        Outcome.Renewed unknown = (Outcome.Renewed) apply(restored, null, Fixtures.renew(lost.id()));
        assertThat(unknown.unknown()).containsExactly(lost.id());
        Outcome again = apply(restored, null, Fixtures.registerAgain("payments/a", lost.id()));
        assertThat(again).isInstanceOf(Outcome.Registered.class);
        Outcome.Renewed fenced = (Outcome.Renewed) apply(restored, null, Fixtures.renew(known.id()));
        assertThat(fenced.replaced()).containsExactly(known.id());
    }

    private RegistryState restored() {
        return new RegistryState(Restoration.of(old.image()));
    }

    private static Outcome apply(RegistryState state, @Nullable RequestId request, Command command) {
        StateImage.Scalars now = state.image().scalars();
        state.beginEntry(new EntryHeader(now.term() + 1, now.logIndex() + 1, now.term() + 1, now.timeMillis() + 10));
        return state.apply(new LoggedCommand(request, LoggedCommand.NO_LIMIT, command))
                .result()
                .outcome();
    }
}
