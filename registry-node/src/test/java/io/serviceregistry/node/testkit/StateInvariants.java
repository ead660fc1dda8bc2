package io.serviceregistry.node.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Client;
import io.serviceregistry.node.core.state.Hold;
import io.serviceregistry.node.core.state.Lapse;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.RememberedRequest;
import io.serviceregistry.node.core.state.ReplacedLease;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.state.Standing;
import io.serviceregistry.node.core.state.StateImage;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What holds in every state, whatever the log: the tables agree with each other. */
public final class StateInvariants {
    private final StateImage image;

    private StateInvariants(StateImage image) {
        this.image = image;
    }

    /** Fails when a state contradicts itself. */
    public static void check(StateImage image) {
        StateInvariants invariants = new StateInvariants(image);
        invariants.checkServices();
        invariants.checkLeases();
        invariants.checkOverrides();
        invariants.checkStorms();
        invariants.checkRequests();
        invariants.checkAgreement();
        assertThat(image.scalars().begunTerm())
                .isLessThanOrEqualTo(image.scalars().term());
        assertThat(new RegistryState(image).image())
                .as("the same state after a restart")
                .isEqualTo(image);
    }

    private void checkServices() {
        int instances = 0;
        for (Map.Entry<?, Service> entry : image.services().entrySet()) {
            Service service = entry.getValue();
            assertThat(service.key()).isEqualTo(entry.getKey());
            assertThat(service.instances()).as("instances of %s", service.key()).isNotEmpty();
            assertThat(service.modifiedRevision()).isLessThanOrEqualTo(image.revision());
            assertThat(service.lapsed())
                    .as("lapsed instances of %s", service.key())
                    .isEqualTo((int) service.instances().values().stream()
                            .filter(Instance::lapsed)
                            .count());
            service.instances().forEach((id, instance) -> {
                assertThat(instance.key().service()).isEqualTo(service.key());
                assertThat(instance.key().instanceId()).isEqualTo(id);
                assertThat(instance.modifiedRevision()).isLessThanOrEqualTo(service.modifiedRevision());
                checkInstance(instance);
            });
            instances += service.instances().size();
        }
        assertThat(image.instances()).isEqualTo(instances);
    }

    private void checkInstance(Instance instance) {
        assertThat(instance.registeredRevision()).isLessThanOrEqualTo(instance.modifiedRevision());
        assertThat(instance.registeredAtMillis()).isLessThanOrEqualTo(instance.modifiedAtMillis());
        assertThat(instance.modifiedAtMillis()).isLessThanOrEqualTo(image.timeMillis());
        Lease lease = there(image.leases().get(instance.leaseId()), instance);
        assertThat(lease.key()).isEqualTo(instance.key());
        assertThat(lease.ttlMillis()).isEqualTo(instance.spec().ttlMillis());
        if (instance.lapsed()) {
            assertThat(lease.deadlineMillis())
                    .as("deadline of the lapsed %s", instance.key())
                    .isLessThanOrEqualTo(instance.lapsedAtMillis());
            assertThat(instance.lapsedAtMillis()).isLessThanOrEqualTo(image.timeMillis());
            assertThat(instance.lapses()).isPositive();
        }
    }

    private void checkLeases() {
        checkKeys(image.leases(), Lease::id);
        checkKeys(image.replacedLeases(), ReplacedLease::id);
        assertThat(image.leases()).as("one lease for each instance").hasSize(image.instances());
        for (Lease lease : image.leases().values()) {
            assertThat(lease.id()).isBetween(1L, image.scalars().nextLeaseId() - 1);
            if (lease.ttlMillis() == InstanceSpec.NO_TTL) {
                assertThat(lease.deadlineMillis()).isEqualTo(Lease.NO_DEADLINE);
            } else {
                assertThat(lease.deadlineMillis()).isLessThanOrEqualTo(image.timeMillis() + lease.ttlMillis());
            }
        }
        for (ReplacedLease replaced : image.replacedLeases().values()) {
            assertThat(replaced.id()).isBetween(1L, image.scalars().nextLeaseId() - 1);
            assertThat(image.leases()).as("replaced leases are not alive").doesNotContainKey(replaced.id());
        }
    }

    private void checkOverrides() {
        checkKeys(image.overrides(), StatusOverride::scope);
        if (image.featureLevel() < FeatureLevel.WIDE_OVERRIDES) {
            assertThat(image.overrides().keySet())
                    .as("overrides that nodes without that level understand")
                    .noneMatch(OverrideScope::isWide);
        }
    }

    private void checkStorms() {
        checkKeys(image.lapses(), Lapse::leaseId);
        checkKeys(image.holds(), Hold::service);
        for (Lapse lapse : image.lapses().values()) {
            Lease lease = image.leases().get(lapse.leaseId());
            assertThat(lease == null)
                    .as("a lapse without its lease is marked as removed: %s", lapse)
                    .isEqualTo(lapse.removed());
            if (lease != null) {
                assertThat(lease.key().service()).isEqualTo(lapse.service());
                assertThat(instance(lease).lapsed()).as("%s counts", lapse).isTrue();
            }
        }
        for (Hold hold : image.holds().values()) {
            assertThat(image.lapses().values())
                    .as("lapsed instances that keep %s", hold)
                    .anyMatch(lapse -> lapse.service().equals(hold.service()) && !lapse.removed());
        }
    }

    private Instance instance(Lease lease) {
        Service service = there(image.services().get(lease.key().service()), lease);
        return there(service.instances().get(lease.key().instanceId()), lease);
    }

    private void checkRequests() {
        checkKeys(image.clients(), Client::id);
        checkKeys(image.requests(), RememberedRequest::key);
        for (RememberedRequest request : image.requests().values()) {
            assertThat(image.clients()).containsKey(request.key().clientId());
            assertThat(request.result().position().revision()).isLessThanOrEqualTo(image.revision());
            assertThat(request.result().position().logIndex()).isLessThanOrEqualTo(image.logIndex());
            assertThat(request.result().position().timeMillis()).isLessThanOrEqualTo(image.timeMillis());
        }
        for (Client client : image.clients().values()) {
            assertThat(client.checkAtMillis()).as("time to look at %s", client).isGreaterThan(image.timeMillis());
        }
    }

    private void checkAgreement() {
        Agreement agreement = image.agreement();
        assertThat(agreement.comparedIndex()).isLessThanOrEqualTo(image.logIndex());
        for (Standing standing : agreement.standings()) {
            assertThat(standing.agreedIndex()).isLessThanOrEqualTo(agreement.comparedIndex());
            assertThat(standing.differedIndex()).isLessThanOrEqualTo(agreement.comparedIndex());
            assertThat(standing.agreedIndex() == standing.differedIndex())
                    .as("%s was right and wrong at once, unless never compared", standing)
                    .isEqualTo(standing.agreedIndex() == 0 && standing.differedIndex() == 0);
        }
    }

    private static <T> T there(@Nullable T value, Object of) {
        return Optional.ofNullable(value).orElseThrow(() -> new AssertionError("nothing there for " + of));
    }

    private static <K, V> void checkKeys(Map<K, V> table, Function<V, K> key) {
        table.forEach((at, value) -> assertThat(key.apply(value)).isEqualTo(at));
    }
}
