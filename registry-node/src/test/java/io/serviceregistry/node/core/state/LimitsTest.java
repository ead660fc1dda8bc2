package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.deregister;
import static io.serviceregistry.node.testkit.Fixtures.register;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.testkit.LoggedRegistry;
import org.junit.jupiter.api.Test;

/** Reaching a limit is a clear answer with the limit in it. */
class LimitsTest {
    private static final ClusterSettings TWO_PER_SERVICE_THREE_IN_ALL =
            new ClusterSettings(5_000, 600_000, 1_000, 2, 3, 50, 5, 600_000);

    private final LoggedRegistry registry = LoggedRegistry.started(TWO_PER_SERVICE_THREE_IN_ALL);

    @Test
    void aServiceHoldsSoManyInstances() {
        LeaseRef first = registry.register("a/1");
        registry.register("a/2");
        assertThat(registry.apply(register("a/3"))).isEqualTo(new Outcome.Rejected(Rejection.TOO_MANY_INSTANCES, 2));
        registry.apply(deregister("a/1", first.id()));
        assertThat(registry.apply(register("a/3"))).isInstanceOf(Outcome.Registered.class);
    }

    @Test
    void theRegistryHoldsSoManyInstances() {
        registry.register("a/1");
        registry.register("b/1");
        registry.register("c/1");
        assertThat(registry.apply(register("a/2"))).isEqualTo(new Outcome.Rejected(Rejection.REGISTRY_FULL, 3));
    }

    @Test
    void anInstanceThatIsThereMayAlwaysBeRegisteredAgain() {
        registry.register("a/1");
        registry.register("a/2");
        registry.register("b/1");
        assertThat(registry.apply(register("a/1"))).isInstanceOf(Outcome.Registered.class);
        assertThat(registry.apply(register("b/1"))).isInstanceOf(Outcome.Registered.class);
    }

    @Test
    void limitsAreThoseOfTheLogAndSurviveARestart() {
        registry.register("a/1");
        registry.restart();
        registry.apply(new AdoptSettings(new ClusterSettings(5_000, 600_000, 1_000, 1, 3, 50, 5, 600_000)));
        registry.restart();
        assertThat(registry.apply(register("a/2"))).isEqualTo(new Outcome.Rejected(Rejection.TOO_MANY_INSTANCES, 1));
        assertThat(registry.find("a/1")).isNotNull();
    }
}
