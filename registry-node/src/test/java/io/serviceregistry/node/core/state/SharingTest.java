package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.updateWeight;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Keys that many values hold are in memory once, whatever the texts that their commands brought. */
class SharingTest {
    private final LoggedRegistry registry = LoggedRegistry.started();

    @Test
    void instancesOfAServiceHoldOneKeyOfIt() {
        registry.register("payments/i-1");
        registry.register("payments/i-2");
        assertThat(instance("payments/i-2").key().service())
                .isSameAs(instance("payments/i-1").key().service())
                .isSameAs(registry.image().services().firstKey());
    }

    @Test
    void anInstanceAndItsLeaseHoldOneKeyThroughEveryChange() {
        LeaseRef lease = registry.register("payments/i-1");
        assertOneKey("payments/i-1");
        registry.apply(updateWeight("payments/i-1", lease.id(), 7));
        assertOneKey("payments/i-1");
        registry.register("payments/i-1");
        assertOneKey("payments/i-1");
    }

    private void assertOneKey(String path) {
        Instance instance = instance(path);
        Lease lease = Objects.requireNonNull(registry.image().leases().get(instance.leaseId()));
        assertThat(lease.key()).isSameAs(instance.key());
        assertThat(registry.image()
                        .services()
                        .firstEntry()
                        .getValue()
                        .instances()
                        .firstKey())
                .isSameAs(instance.key().instanceId());
    }

    private Instance instance(String path) {
        return registry.instance(path).instance();
    }
}
