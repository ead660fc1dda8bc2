package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.load.Caller;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.Target;
import io.serviceregistry.bench.load.Target.Freshness;
import io.serviceregistry.bench.load.Workload;
import io.serviceregistry.bench.report.Comparison;
import java.util.ArrayList;
import java.util.List;

/** {@link Measure#REGISTRATIONS}: every registration is of an instance that is not there yet, in services of ten. */
final class Registrations {
    private static final List<Integer> CALLERS = List.of(1, 64, 256);

    private final Pair pair;
    private final Plan plan;

    /** A system and the names that it has not seen yet. */
    private record Side(Contender contender, Target target, InstanceNames names) {}

    Registrations(Pair pair, Plan plan) {
        this.pair = pair;
        this.plan = plan;
    }

    List<Comparison> run() {
        List<Comparison> comparisons = new ArrayList<>();
        try (Target registry = pair.registry().target(plan.seed());
                Target peer = pair.peer().target(plan.seed())) {
            Side ours = new Side(pair.registry(), registry, new InstanceNames("registrations"));
            Side theirs = new Side(pair.peer(), peer, new InstanceNames("registrations"));
            for (int callers : CALLERS) {
                String what = "registrations, " + callers + (callers == 1 ? " caller" : " callers");
                for (Side side : List.of(ours, theirs)) {
                    pair.warmUp(side.contender(), what, callers(side, callers), plan.firstWarmUpSeconds());
                }
                Series series = new Series(what);
                for (int round = 0; round < plan.rounds(); round++) {
                    series.add(run(ours, callers), run(theirs, callers));
                }
                comparisons.addAll(series.comparisons());
            }
        }
        return comparisons;
    }

    private Run run(Side side, int callers) {
        return pair.run(
                side.contender(),
                "registrations, " + callers,
                callers(side, callers),
                plan.warmUpSeconds(),
                plan.measureSeconds());
    }

    private List<Caller> callers(Side side, int callers) {
        Workload.Size size = new Workload.Size(callers, 1, 1, 1, Freshness.LINEARIZABLE, plan.seed());
        return Workload.REGISTER.callers(side.target(), size, side.names(), new long[0]);
    }
}
