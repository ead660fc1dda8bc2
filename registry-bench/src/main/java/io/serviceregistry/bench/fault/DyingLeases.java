package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.Population;
import io.serviceregistry.bench.load.RegistryTarget;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewResponse;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Leases of many services, ten to each, that are all renewed at once and never again.
 */
final class DyingLeases {
    /** Less than they are held for. */
    static final Duration REMOVE_AFTER = Duration.ofSeconds(5);

    private static final int CONNECTIONS_PER_NODE = 2;
    private static final int AT_ONCE = 10_000; // as many as one request may renew
    private static final Duration CALL = Duration.ofSeconds(20);

    private final InstanceNames names = new InstanceNames("dying");
    private final Duration ttl;
    private final long[] leases;
    private long firstDeadMillis;
    private long lastDeadMillis;

    /** Registers so many. */
    DyingLeases(int count, Duration ttl, List<String> addresses, long seed) {
        this.ttl = ttl;
        try (RegistryTarget target = new RegistryTarget(addresses, CONNECTIONS_PER_NODE, ttl, REMOVE_AFTER, seed)) {
            leases = Population.register(target, names, count);
        }
    }

    int count() {
        return leases.length;
    }

    /** Renews all of them a last time. */
    void renewForTheLastTime(NodeCalls node) {
        firstDeadMillis = Long.MAX_VALUE;
        for (int from = 0; from < leases.length; from += AT_ONCE) {
            RenewRequest.Builder request = RenewRequest.newBuilder();
            for (int i = from; i < Math.min(leases.length, from + AT_ONCE); i++) {
                request.addLeaseIds(leases[i]);
            }
            RenewResponse answer = node.call(RegistrationServiceGrpc.getRenewMethod(), request.build(), CALL)
                    .join();
            long deadMillis = answer.getHeader().getRegistryTimeMillis() + ttl.toMillis();
            firstDeadMillis = Math.min(firstDeadMillis, deadMillis);
            lastDeadMillis = Math.max(lastDeadMillis, deadMillis);
        }
    }

    /** The registry time at which the first of them are due. */
    long firstDeadMillis() {
        return firstDeadMillis;
    }

    /** The registry time at which all of them are due. */
    long lastDeadMillis() {
        return lastDeadMillis;
    }

    /** What a node answers those who look for healthy instances of one of their services. */
    DiscoverResponse healthyOfOne(NodeCalls node, RandomGenerator random) {
        DiscoverRequest request = DiscoverRequest.newBuilder()
                .setService(names.service(random.nextInt(leases.length / InstanceNames.PER_SERVICE)))
                .build();
        return node.call(DiscoveryServiceGrpc.getDiscoverMethod(), request, CALL)
                .join();
    }

    /** Whether an answer has all instances of a service, lapsed and labelled as held. */
    static boolean isHeldAndLabelled(DiscoverResponse answer) {
        return answer.getHeld()
                && answer.getInstancesCount() == InstanceNames.PER_SERVICE
                && answer.getInstancesList().stream()
                        .allMatch(instance ->
                                instance.getHeld() && instance.getStatus() == EffectiveStatus.EFFECTIVE_STATUS_LAPSED);
    }
}
