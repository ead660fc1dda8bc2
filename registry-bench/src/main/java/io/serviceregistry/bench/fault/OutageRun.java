package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All nodes killed for three times the longest TTL, while the clients go on: no lease lapses, nobody registers again, and
 * everything acknowledged is there.
 */
public final class OutageRun {
    private static final int TTLS = 3;

    private OutageRun() {}

    /** Runs it; otherwise as {@link FaultRun#run}. The faults of the plan are not used. */
    public static Report run(FaultPlan plan, Consumer<String> progress) {
        return Stage.with(plan, Surroundings.plain(), progress, cluster -> {
            Map<String, String> counts = new LinkedHashMap<>();
            Duration down = KeptInstances.longestTtl().multipliedBy(TTLS);
            if (!cluster.load().awaitProgress()) {
                return new Report(
                        List.of(new Violation("Availability", "the cluster does not serve")), List.of(), counts);
            }
            progress.accept("killing all nodes for " + down.toSeconds() + " s");
            cluster.nodes().forEach(cluster::kill);
            cluster.elapse(down);
            progress.accept("starting all nodes");
            cluster.nodes().forEach(cluster::restart);
            counts.put("outage of all nodes", down.toSeconds() + " s");
            List<Violation> violations = FinalExamination.of(cluster);
            return new Report(violations, List.of(), Report.withLoad(counts, cluster));
        });
    }
}
