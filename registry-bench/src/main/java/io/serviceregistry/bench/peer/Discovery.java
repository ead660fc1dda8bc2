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
                String what = freshness == Freshness.LOCAL ? "local discover" : "linearizable discover";
                pair.warmUp(pair.registry(), what, ours, plan.firstWarmUpSeconds());
                pair.warmUp(pair.peer(), what, peers, plan.firstWarmUpSeconds());
                Series series = new Series(what);
                for (int round = 0; round < plan.rounds(); round++) {
                    series.add(run(pair.registry(), what, ours), run(pair.peer(), what, peers));
                }
                comparisons.addAll(series.comparisons());
            }
        }
        return comparisons;
    }

    private Run run(Contender contender, String what, List<Caller> callers) {
        return pair.run(contender, what, callers, plan.warmUpSeconds(), plan.measureSeconds());
    }

    private List<Caller> callers(Target target, Freshness freshness) {
        Workload.Size size = new Workload.Size(CALLERS, 1, 1, SERVICES, freshness, plan.seed());
        return Workload.DISCOVER.callers(target, size, names, new long[0]);
    }
}
