package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.cluster.ProcessCpu;
import io.serviceregistry.bench.load.Caller;
import io.serviceregistry.bench.load.ClosedLoop;
import io.serviceregistry.bench.load.LoadResult;
import io.serviceregistry.bench.load.Phases;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The two systems, both up, one of them under load at a time. The other is idle but not stopped: a stopped one would hold
 * elections when it goes on, and a fresh one would be measured cold; idle, each costs the other about a hundredth of the
 * machine.
 *
 * @param registry ours
 * @param peer the other
 * @param say takes lines about what goes on
 */
record Pair(Contender registry, Contender peer, Consumer<String> say) implements AutoCloseable {
    /** Enough that one connection is not what is measured. */
    static final int CONNECTIONS_PER_NODE = 2;

    /** Some times the number of calls after which a JVM compiles a method for good. */
    private static final long WARM_CALLS = 60_000;

    private static final int MAX_WARM_UP_TURNS = 6;

    /** Longer than any measure: nothing lapses while it lasts. */
    static final Duration TTL = Duration.ofHours(1);

    /** Starts all nodes of both and waits until each answers. */
    void start() {
        for (Contender contender : both()) {
            contender.ids().forEach(contender::start);
        }
        for (Contender contender : both()) {
            contender.ids().forEach(new Probe(contender)::awaitReady);
        }
    }

    /** Both, ours first. */
    List<Contender> both() {
        return List.of(registry, peer);
    }

    /**
     * Load before the first round, until its time is over and so much has been done that a JVM has compiled what it runs:
     * on a busy machine the second comes later. At most six times the time: then it is measured as it is.
     */
    void warmUp(Contender contender, String what, List<Caller> callers, double seconds) {
        long calls = 0;
        for (int turn = 0; turn == 0 || (calls < WARM_CALLS && turn < MAX_WARM_UP_TURNS); turn++) {
            calls += run(contender, what + ", warm-up", callers, 0, seconds)
                    .load()
                    .calls();
        }
    }

    /** Runs callers in a closed loop and says what came of it. */
    Run run(Contender contender, String what, List<Caller> callers, double warmUpSeconds, double measureSeconds) {
        long cpuBefore = cpuMicros(contender);
        LoadResult load = ClosedLoop.run(callers, Phases.ofSeconds(warmUpSeconds, measureSeconds));
        Run run = new Run(load, (cpuMicros(contender) - cpuBefore) / (double) Math.max(1, load.acknowledged()));
        say.accept("  %s, %s: %,.0f/s, p50 %.2f ms, p99 %.2f ms, CPU of the servers %.0f us%s"
                .formatted(
                        contender.name(),
                        what,
                        load.itemsPerSecond(),
                        load.millisAt(50),
                        load.millisAt(99),
                        run.serverCpuMicros(),
                        load.errors().isEmpty() ? "" : ", FAILED: " + load.errors()));
        return run;
    }

    @Override
    public void close() {
        Stream.of(registry, peer).forEach(Contender::close);
    }

    /** Of all nodes of a system so far. */
    private static long cpuMicros(Contender contender) {
        return contender.ids().stream()
                .mapToLong(id -> ProcessCpu.micros(contender.process(id).pid()))
                .sum();
    }
}
