package io.serviceregistry.bench.load;

import io.serviceregistry.bench.load.Target.Freshness;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code registry-bench load}: one workload against a running cluster. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts a load on a running cluster and says what it came to.",
            "",
            "What it registers stays until its leases lapse: use a cluster that is there for this.",
            "A closed loop by default: every caller asks again when it has its answer. With --rate an open loop: calls are "
                    + "due at that rate, and latency counts from when a call was due."
        })
public final class LoadCommand implements Callable<Integer> {
    @Option(
            names = "--address",
            required = true,
            split = ",",
            paramLabel = "HOST:PORT",
            description = "A node's address for clients; several, to spread the load.")
    private List<String> addresses = List.of();

    @Option(names = "--workload", required = true, description = "One of: ${COMPLETION-CANDIDATES}.")
    private Workload workload = Workload.REGISTER;

    @Option(names = "--callers", defaultValue = "64", description = "Calls under way at most (${DEFAULT-VALUE}).")
    private int callers;

    @Option(names = "--rate", defaultValue = "0", description = "Calls a second in an open loop; 0: closed loop.")
    private double rate;

    @Option(
            names = "--warm-up",
            defaultValue = "5",
            paramLabel = "SECONDS",
            description = "Before that (${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "Measured (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--leases-per-message",
            defaultValue = "1",
            description = "Leases that one message of renewals names (${DEFAULT-VALUE}).")
    private int leasesPerMessage;

    @Option(
            names = "--streams",
            defaultValue = "256",
            description = "Streams of renewals that the callers share (${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--consistency",
            defaultValue = "LINEARIZABLE",
            description = "Of reads, one of: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Freshness consistency = Freshness.LINEARIZABLE;

    @Option(
            names = "--services",
            defaultValue = "100",
            description = "Services of ten instances that are asked for (${DEFAULT-VALUE}).")
    private int services;

    @Option(
            names = "--ttl",
            defaultValue = "600",
            paramLabel = "SECONDS",
            description = "Of the leases registered (${DEFAULT-VALUE}).")
    private int ttlSeconds;

    @Option(
            names = "--connections-per-node",
            defaultValue = "2",
            description = "(${DEFAULT-VALUE}). A node takes 1,000 calls and streams on each.")
    private int connections;

    @Option(names = "--seed", defaultValue = "1", description = "Of what is drawn by lot (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Workload.Size size = new Workload.Size(callers, streams, leasesPerMessage, services, consistency, seed);
        Phases phases = Phases.ofSeconds(warmUp, seconds);
        InstanceNames names = new InstanceNames("load-" + Long.toString(System.currentTimeMillis(), 36));
        try (Target target = new RegistryTarget(addresses, connections, Duration.ofSeconds(ttlSeconds), seed)) {
            long[] leases = Population.register(target, names, workload.population(size));
            List<Caller> all = workload.callers(target, size, names, leases);
            LoadResult result = rate > 0 ? OpenLoop.run(all, rate, phases) : ClosedLoop.run(all, phases);
            LoadReport report = new LoadReport(workload.name().toLowerCase(Locale.ROOT), result);
            spec.commandLine().getOut().print(json ? report.json() : report.text());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
