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

/** {@link Measure#DISCOVERY}: a hundred services of ten instances, asked for at random on all nodes. */
final class Discovery {
    private static final int CALLERS = 256;
    private static final int SERVICES = 100;

    private final Pair pair;
    private final Plan plan;
    private final InstanceNames names = new InstanceNames("discovery");

    Discovery(Pair pair, Plan plan) {
        this.pair = pair;
        this.plan = plan;
    }

    List<Comparison> run() {
        List<Comparison> comparisons = new ArrayList<>();
        try (Target registry = pair.registry().target(plan.seed());
                Target peer = pair.peer().target(plan.seed())) {
            Population.register(registry, new InstanceNames("discovery"), SERVICES * InstanceNames.PER_SERVICE);
            Population.register(peer, new InstanceNames("discovery"), SERVICES * InstanceNames.PER_SERVICE);
            for (Freshness freshness : List.of(Freshness.LINEARIZABLE, Freshness.LOCAL)) {
                List<Caller> ours = callers(registry, freshness);
                List<Caller> peers = callers(peer, freshness);
                String what = freshness == Freshness.LOCAL ? "local" : "linearizable";
                pair.warmUp("registry", ours, plan.firstWarmUpSeconds());
                pair.warmUp(pair.peer().name(), peers, plan.firstWarmUpSeconds());
                Series series = new Series();
                for (int round = 0; round < plan.rounds(); round++) {
                    series.add(
                            pair.run("registry, " + what, ours, plan.warmUpSeconds(), plan.measureSeconds()),
                            pair.run(
                                    pair.peer().name() + ", " + what,
                                    peers,
                                    plan.warmUpSeconds(),
                                    plan.measureSeconds()));
                }
                comparisons.add(series.rate(what + " discover"));
                comparisons.add(series.latency(what + " discover", 50));
                comparisons.add(series.latency(what + " discover", 99));
            }
        }
        return comparisons;
    }

    private List<Caller> callers(Target target, Freshness freshness) {
        Workload.Size size = new Workload.Size(CALLERS, 1, 1, SERVICES, freshness, plan.seed());
        return Workload.DISCOVER.callers(target, size, names, new long[0]);
    }
}
