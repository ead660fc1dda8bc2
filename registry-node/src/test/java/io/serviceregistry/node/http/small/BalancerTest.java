package io.serviceregistry.node.http.small;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final ServiceKey A = Fixtures.service("a");
    private static final ServiceKey B = Fixtures.service("b");
    private static final int DRAWS = 20_000;

    private final Balancer balancer = new Balancer(new Random(1));
    private final List<InstanceView> three = instances();

    @Test
    void eachServiceHasItsOwnTurns() {
        assertThat(first(A, Order.ROUND_ROBIN)).isEqualTo("i-0");
        assertThat(first(B, Order.ROUND_ROBIN)).isEqualTo("i-0");
        assertThat(first(A, Order.ROUND_ROBIN)).isEqualTo("i-1");
        assertThat(first(B, Order.ROUND_ROBIN)).isEqualTo("i-1");
        assertThat(ids(balancer.arrange(A, three, Order.ROUND_ROBIN))).containsExactly("i-2", "i-0", "i-1");
        assertThat(first(A, Order.ROUND_ROBIN)).isEqualTo("i-0");
    }

    @Test
    void turnsOfServicesThatNobodyAsksAboutAreForgotten() {
        first(A, Order.ROUND_ROBIN);
        for (int i = 0; i < Balancer.MAX_SERVICES; i++) {
            first(Fixtures.service("s-" + i), Order.ROUND_ROBIN);
        }
        assertThat(first(A, Order.ROUND_ROBIN)).isEqualTo("i-0");
    }

    @Test
    void inAnyOrderEachIsFirstAsOften() {
        firsts(Order.RANDOM).values().forEach(share -> assertThat(share).isBetween(0.32, 0.35));
        Set<List<String>> orders = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            orders.add(ids(balancer.arrange(A, three, Order.RANDOM)));
        }
        assertThat(orders).hasSize(6);
    }

    @Test
    void byWeightEachIsFirstAsOftenAsItsWeightSays() {
        Map<String, Double> firsts = firsts(Order.WEIGHTED);
        assertThat(firsts.get("i-0")).isBetween(0.09, 0.11);
        assertThat(firsts.get("i-1")).isBetween(0.28, 0.32);
        assertThat(firsts.get("i-2")).isBetween(0.58, 0.62);
    }

    private Map<String, Double> firsts(Order order) {
        Map<String, Double> firsts = new TreeMap<>();
        for (int i = 0; i < DRAWS; i++) {
            firsts.merge(first(A, order), 1.0 / DRAWS, Double::sum);
        }
        return firsts;
    }

    private String first(ServiceKey service, Order order) {
        return ids(balancer.arrange(service, three, order)).get(0);
    }

    private static List<String> ids(List<InstanceView> instances) {
        return instances.stream()
                .map(each -> each.instance().key().instanceId())
                .toList();
    }

    /** Of the weights 100, 300 and 600. */
    private static List<InstanceView> instances() {
        LoggedRegistry registry = LoggedRegistry.started();
        registry.registerMany("a", 3, Fixtures.TTL_MILLIS, Fixtures.REMOVE_AFTER_MILLIS);
        registry.apply(Fixtures.updateWeight("a/i-1", 0, 300));
        registry.apply(Fixtures.updateWeight("a/i-2", 0, 600));
        return List.of(registry.instance("a/i-0"), registry.instance("a/i-1"), registry.instance("a/i-2"));
    }
}
