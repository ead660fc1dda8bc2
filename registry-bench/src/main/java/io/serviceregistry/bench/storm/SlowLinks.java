package io.serviceregistry.bench.storm;

import io.serviceregistry.bench.cluster.NetworkNamespaces;
import io.serviceregistry.bench.cluster.SlowRelay;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * All that a node and the others say to each other takes 10 to 200 ms each way, and up to half as much again, as if it stood
 * on another continent. Connections that there are when it begins and ends are reset.
 */
public final class SlowLinks implements Kind {
    private static final Duration RESET = Duration.ofMillis(300);

    @Override
    public String text() {
        return "slow links";
    }

    @Override
    public Reach reach() {
        return Reach.ONE;
    }

    @Override
    public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
        String node = victims.get(0);
        List<String> others = new ArrayList<>(ground.nodes());
        others.remove(node);
        NetworkNamespaces network = ground.network();
        SlowRelay relay = new SlowRelay(Kind.between(10, 200, random), random.nextLong());
        ground.attack(node);
        for (String each : ground.nodes()) {
            for (InetSocketAddress listens : ground.listens(each)) {
                relay.relay(new InetSocketAddress(network.clientHost(), listens.getPort()), listens);
            }
        }
        for (String other : others) {
            network.detour(node, other);
            network.detour(other, node);
            network.reset(node, other);
            network.reset(other, node);
        }
        ground.elapse(RESET);
        ground.nodes().forEach(network::rejoin);
        return Injury.of(Kind.between(2_000, 8_000, random), () -> {
            ground.nodes().forEach(network::straighten);
            relay.close();
        });
    }
}
