package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.load.Caller;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.Population;
import io.serviceregistry.bench.load.Target;
import io.serviceregistry.bench.load.Target.Freshness;
import io.serviceregistry.bench.load.Workload;
import io.serviceregistry.bench.report.Comparison;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Measure#RENEWALS}: 256 streams. With one lease for each message, 16 messages are under way on each stream, as many
 * holders' would be; with 100 leases, one message.
 *
 * <p>What is compared is not of one kind: the registry commits every renewal through a majority, and answers once a tick;
 * the peer's leader renews in its memory.
 */
final class Renewals {
    private static final int STREAMS = 256;
    private static final int UNDER_WAY = 16;
    private static final int MANY = 100;

    private final Pair pair;
    private final Plan plan;

    Renewals(Pair pair, Plan plan) {
        this.pair = pair;
        this.plan = plan;
    }

    List<Comparison> run() {
        try (Target registry = pair.registry().target(plan.seed());
                Target peer = pair.peer().target(plan.seed())) {
            pair.say().accept("  registering the holders of the leases");
            long[] leases = Population.register(registry, new InstanceNames("renewals"), STREAMS * MANY);
            long[] peersLeases = Population.register(peer, new InstanceNames("renewals"), STREAMS * UNDER_WAY);
            List<Caller> ones = callers(registry, leases, STREAMS * UNDER_WAY, 1);
            List<Caller> hundreds = callers(registry, leases, STREAMS, MANY);
            List<Caller> peers = callers(peer, peersLeases, STREAMS * UNDER_WAY, 1);
            pair.warmUp(pair.registry(), "1 a message", ones, plan.firstWarmUpSeconds());
            pair.warmUp(pair.registry(), "100 a message", hundreds, plan.firstWarmUpSeconds());
            pair.warmUp(pair.peer(), "1 a message", peers, plan.firstWarmUpSeconds());
            Series one = new Series("renewals, 1 a message");
            Series hundred = new Series("renewals, 100 a message");
            for (int round = 0; round < plan.rounds(); round++) {
                Run ofOnes = run(pair.registry(), "1 a message", ones);
                Run ofPeer = run(pair.peer(), "1 a message", peers);
                Run ofHundreds = run(pair.registry(), "100 a message", hundreds);
                one.add(ofOnes, ofPeer);
                hundred.add(ofHundreds, ofPeer);
            }
            List<Comparison> comparisons = new ArrayList<>(one.comparisons());
            comparisons.addAll(hundred.comparisons());
            return comparisons;
        }
    }

    private Run run(Contender contender, String what, List<Caller> callers) {
        return pair.run(contender, what, callers, plan.warmUpSeconds(), plan.measureSeconds());
    }

    private List<Caller> callers(Target target, long[] leases, int callers, int leasesPerMessage) {
        Workload.Size size =
                new Workload.Size(callers, STREAMS, leasesPerMessage, 1, Freshness.LINEARIZABLE, plan.seed());
        return Workload.RENEW.callers(target, size, new InstanceNames("unused"), leases);
    }
}
