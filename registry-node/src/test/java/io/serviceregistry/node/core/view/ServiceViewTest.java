package io.serviceregistry.node.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.state.Hold;
import io.serviceregistry.node.core.state.Lapse;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

/**
 * When two views of a service surely show the same. The state changes an instance together with its override and its hold; whoever
 * keeps what it made of a view need not rely on it.
 */
class ServiceViewTest {
    private static final ServiceKey SERVICE = Fixtures.service("payments");

    private final LoggedRegistry registry = LoggedRegistry.started();
    private LeaseRef lease = new LeaseRef(0, 0);

    @BeforeEach
    void register() {
        lease = registry.register("payments/i-1");
    }

    @Test
    void renewalsTimeAndOtherServicesChangeNothing() {
        ServiceView before = view(registry.image());
        registry.advance(1_000);
        registry.renew(lease);
        registry.register("orders/i-1");
        registry.expire(registry.seen(lease)); // too early: nothing lapses
        assertThat(view(registry.image()).isMadeOfTheSameAs(before)).isTrue();
    }

    @Test
    void anyInstanceOfTheServiceMakesAnother() {
        ServiceView before = view(registry.image());
        registry.register("payments/i-2");
        assertThat(view(registry.image()).isMadeOfTheSameAs(before)).isFalse();
    }

    @Test
    void anOverrideAloneMakesAnother() {
        StateImage image = registry.image();
        InstanceKey key = Fixtures.key("payments/i-1");
        StateImage overridden = with(
                image,
                image.overrides()
                        .plus(OverrideScope.of(key), new StatusOverride(OverrideScope.of(key), Status.DOWN, "", "", 0)),
                image.lapses(),
                image.holds());
        assertThat(view(overridden).isMadeOfTheSameAs(view(image))).isFalse();
    }

    @Test
    void aHoldAloneMakesAnotherAndSoDoesALapseOfAHeldService() {
        StateImage image = registry.image();
        TreePMap<Long, Lapse> lapses = image.lapses().plus(lease.id(), new Lapse(lease.id(), SERVICE, 1, false));
        StateImage lapsed = with(image, image.overrides(), lapses, image.holds());
        assertThat(view(lapsed).isMadeOfTheSameAs(view(image)))
                .as("nothing depends on a lapse while there is no hold")
                .isTrue();

        TreePMap<ServiceKey, Hold> holds = image.holds().plus(SERVICE, new Hold(SERVICE, 1));
        StateImage held = with(image, image.overrides(), image.lapses(), holds);
        assertThat(view(held).isMadeOfTheSameAs(view(image))).isFalse();
        assertThat(view(with(image, image.overrides(), lapses, holds)).isMadeOfTheSameAs(view(held)))
                .isFalse();
    }

    private static ServiceView view(StateImage image) {
        return new CatalogView(image).service(SERVICE).orElseThrow();
    }

    private static StateImage with(
            StateImage image,
            TreePMap<OverrideScope, StatusOverride> overrides,
            TreePMap<Long, Lapse> lapses,
            TreePMap<ServiceKey, Hold> holds) {
        return new StateImage(
                image.scalars(),
                image.services(),
                image.instances(),
                image.leases(),
                image.replacedLeases(),
                overrides,
                lapses,
                holds,
                image.clients(),
                image.requests(),
                image.agreement(),
                image.digest());
    }
}
