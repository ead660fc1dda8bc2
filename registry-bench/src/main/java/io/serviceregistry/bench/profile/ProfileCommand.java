package io.serviceregistry.bench.profile;

import io.serviceregistry.bench.cluster.ClusterRoles;
import io.serviceregistry.bench.cluster.Jcmd;
import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.cluster.RunDirectory;
import io.serviceregistry.bench.load.Caller;
import io.serviceregistry.bench.load.ClosedLoop;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.LoadResult;
import io.serviceregistry.bench.load.Phases;
import io.serviceregistry.bench.load.Population;
import io.serviceregistry.bench.load.RegistryTarget;
import io.serviceregistry.bench.load.Target;
import io.serviceregistry.bench.load.Target.Freshness;
import io.serviceregistry.bench.load.Workload;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code registry-bench profile}: what the nodes of a cluster of three do under a load. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts three nodes, records all of them under a load, and sums up where CPU and memory go.")
public final class ProfileCommand implements Callable<Integer> {
    @Option(names = "--workload", description = "One of: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Workload workload = Workload.REGISTER;

    @Option(names = "--callers", defaultValue = "256", description = "(${DEFAULT-VALUE}).")
    private int callers;

    @Option(names = "--leases-per-message", defaultValue = "1", description = "(${DEFAULT-VALUE}).")
    private int leasesPerMessage;

    @Option(names = "--consistency", description = "Of reads (${DEFAULT-VALUE}).")
    private Freshness consistency = Freshness.LINEARIZABLE;

    @Option(names = "--warm-up", defaultValue = "15", paramLabel = "SECONDS", description = "(${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(names = "--seconds", defaultValue = "20", description = "Recorded (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--rows", defaultValue = "12", description = "Of each sum (${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--seed", defaultValue = "1", description = "(${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path checkout = RunDirectory.checkout();
        RunDirectory run = RunDirectory.create(RunDirectory.inTarget(checkout));
        NodeJava java = NodeJava.ofCheckout(checkout);
        java = java.withFlags(List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC"));
        Workload.Size size = new Workload.Size(callers, 256, leasesPerMessage, 100, consistency, seed);
        InstanceNames names = new InstanceNames("profile");
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Path> recordings = new LinkedHashMap<>();
        try (RegistryCluster cluster = new RegistryCluster(3, run.path().resolve("registry"), java, "");
                Target target = new RegistryTarget(cluster.addresses(), 2, Duration.ofHours(1), seed)) {
            cluster.start();
            ClusterRoles roles = ClusterRoles.await(cluster.addresses());
            long[] leases = Population.register(target, names, workload.population(size));
            List<Caller> all = workload.callers(target, size, names, leases);
            ClosedLoop.run(all, Phases.ofSeconds(0, warmUp));
            Map<String, Jcmd> nodes = new LinkedHashMap<>();
            for (String id : cluster.ids()) {
                nodes.put(id, new Jcmd(java.javaHome(), cluster.process(id).pid()));
            }
            nodes.values().forEach(Jcmd::startRecording);
            LoadResult result = ClosedLoop.run(all, Phases.ofSeconds(1, seconds));
            nodes.forEach((id, jcmd) -> {
                Path file = run.path().resolve(id + ".jfr");
                jcmd.stopRecording(file);
                recordings.put(id + ", " + roles.of(id), file);
            });
            out.printf(
                    "%,.0f/s, p50 %.2f ms, p99 %.2f ms, errors %s%n",
                    result.itemsPerSecond(), result.millisAt(50), result.millisAt(99), result.errors());
        }
        List<String> summaries = new ArrayList<>();
        recordings.forEach((node, file) -> summaries.add(
                "== " + node + ": " + file + '\n' + Profile.of(file).text(rows)));
        summaries.forEach(out::println);
        out.flush();
        run.delete(run.path().resolve("registry"));
        return 0;
    }
}
