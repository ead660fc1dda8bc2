package io.serviceregistry.client.balance;

import static io.serviceregistry.client.testkit.Instances.snapshot;
import static io.serviceregistry.client.testkit.Instances.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.testkit.Instances;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {

    private final List<String> heard = new ArrayList<>();
    private final ServiceSnapshot one = snapshot(up("a"));
    private final Balancer balancer = Balancer.over(() -> one)
            .listener(new CallListener() {
                @Override
                public void succeeded(Instance instance) {
                    heard.add("succeeded");
                }

                @Override
                public void failed(Instance instance) {
                    heard.add("failed");
                }
            })
            .build();

    @Test
    void isInFlightUntilItEnds() {
        Choice first = balancer.choose();
        Choice second = balancer.choose();
        Choice third = balancer.choose();
        assertThat(outstanding()).isEqualTo(3);
        first.succeeded();
        second.failed();
        assertThat(outstanding()).isEqualTo(1);
        third.close();
        assertThat(outstanding()).isZero();
    }

    @Test
    void closedWithoutAWordCountsAsNeither() {
        balancer.choose().close();
        assertThat(heard).isEmpty();
    }

    @Test
    void theFirstWordCountsAndNoneAfterIt() {
        try (Choice choice = balancer.choose()) {
            choice.failed();
            choice.succeeded();
            choice.failed();
        }
        Choice closed = balancer.choose();
        closed.close();
        closed.failed();
        assertThat(heard).containsExactly("failed");
        assertThat(outstanding()).isZero();
    }

    @Test
    void namesItsEndpoints() {
        InstanceSpec spec = up("a").spec().withEndpoint("admin", "http://a:81");
        try (Choice choice = over(spec).choose()) {
            assertThat(choice.endpoint()).isEqualTo(Endpoint.of("http://a:80"));
            assertThat(choice.endpoint("admin").uri()).isEqualTo("http://a:81");
            assertThatThrownBy(() -> choice.endpoint("grpc"))
                    .hasMessage("default/payments/a has no endpoint named \"grpc\"");
        }
        try (Choice choice = over(InstanceSpec.of(spec.key())).choose()) {
            assertThatThrownBy(choice::endpoint).hasMessage("default/payments/a has no endpoint");
        }
    }

    private int outstanding() {
        return balancer.candidates().get(0).outstanding();
    }

    private static Balancer over(InstanceSpec spec) {
        ServiceSnapshot snapshot =
                ServiceSnapshot.registry(1, List.of(Instances.up(spec)), EmptyReason.NO_SUCH_SERVICE);
        return Balancer.over(() -> snapshot).build();
    }
}
