package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.cluster.EtcdCluster;
import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.RunDirectory;
import io.serviceregistry.bench.report.Comparison;
import io.serviceregistry.bench.report.Environment;
import io.serviceregistry.bench.report.JsonFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code registry-bench compare}: the registry and etcd, side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares three registry nodes with three etcd processes on this machine, in turn, and shows ratios.",
            "",
            "Needs etcd: Debian's package etcd-server. Takes less than half an hour; nothing else should run meanwhile."
        })
public final class CompareCommand implements Callable<Integer> {
    @Option(names = "--measure", split = ",", description = "Some of: ${COMPLETION-CANDIDATES} (all).")
    private List<Measure> measures = List.of(Measure.values());

    @Option(names = "--quick", description = "About five minutes: fewer and shorter rounds. For a look.")
    private boolean quick;

    @Option(names = "--rounds", description = "Pairs of runs for each figure (5; quick: 3).")
    private @Nullable Integer rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Load before the first round of a figure (30; quick: 4).")
    private @Nullable Double warmUp;

    @Option(names = "--seconds", paramLabel = "SECONDS", description = "Measured in each run (4; quick: 2).")
    private @Nullable Double seconds;

    @Option(names = "--kills", description = "Leaders killed of each system (20; quick: 5).")
    private @Nullable Integer kills;

    @Option(names = "--instances", description = "Registered for memory and restarts (100000).")
    private @Nullable Integer instances;

    @Option(names = "--restarts", description = "Followers restarted of each system (5; quick: 1).")
    private @Nullable Integer restarts;

    @Option(names = "--seed", defaultValue = "1", description = "Of what is drawn by lot (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--heap",
            defaultValue = "1g",
            description = "Of each registry node (${DEFAULT-VALUE}). etcd has no such limit.")
    private String heap = "";

    @Option(names = "--etcd", description = "The program (${DEFAULT-VALUE}).")
    private Path etcd = EtcdCluster.DEBIAN_PROGRAM;

    @Option(
            names = "--directory",
            description = "Where both keep their data, on a disk (registry-bench/target/runs of the checkout).")
    private @Nullable Path directory;

    @Option(names = "--json", paramLabel = "FILE", description = "Results (compare.json in the directory).")
    private @Nullable Path json;

    @Option(names = "--keep", description = "Leave data and logs where they are.")
    private boolean keep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!Files.isExecutable(etcd)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no etcd at " + etcd + ": install Debian's package etcd-server, or name it with --etcd");
        }
        Plan plan = plan();
        Path checkout = RunDirectory.checkout();
        RunDirectory run = RunDirectory.create(directory == null ? RunDirectory.inTarget(checkout) : directory);
        NodeJava java = NodeJava.ofCheckout(checkout);
        java = java.withFlags(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError"));
        Environment environment = Environment.ofMachine(checkout, run.path());
        String etcdVersion = Environment.firstLine(List.of(etcd.toString(), "--version"));
        say(environment.text().strip());
        say(etcdVersion + ", heap of a registry node " + heap);
        say(plan.toString());
        if (environment.fileSystem().equals("tmpfs")) {
            say("WARNING: " + run.path() + " is in memory, where an fsync costs nothing: name a --directory on a disk");
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (Measure measure : measures) {
            say(measure.name().toLowerCase(Locale.ROOT));
            Path place = run.path().resolve(measure.name().toLowerCase(Locale.ROOT));
            Contender registry = new RegistryContender(place.resolve("registry"), java);
            Contender peer = new EtcdContender(place.resolve("etcd"), etcd);
            List<Comparison> measured;
            try (Pair pair = new Pair(registry, peer, this::say)) {
                pair.start();
                measured = measure.run(pair, plan);
            }
            comparisons.addAll(measured);
            say(Comparison.table(measured, peer.name()).toString());
            if (!keep) {
                run.delete(place);
            }
        }
        Path file = json == null ? run.path().resolve("compare.json") : json;
        JsonFile.write(file, results(environment, etcdVersion, plan, comparisons));
        say("All, with ratios above 1 where the registry is better:");
        say(Comparison.table(comparisons, "etcd").toString());
        say("Written to " + file);
        return 0;
    }

    private Plan plan() {
        Plan base = quick ? Plan.quick(seed) : Plan.full(seed);
        return new Plan(
                rounds == null ? base.rounds() : rounds,
                warmUp == null ? base.firstWarmUpSeconds() : warmUp,
                base.warmUpSeconds(),
                seconds == null ? base.measureSeconds() : seconds,
                kills == null ? base.kills() : kills,
                instances == null ? base.instances() : instances,
                restarts == null ? base.restarts() : restarts,
                seed);
    }

    private static Map<String, Object> results(
            Environment environment, String etcdVersion, Plan plan, List<Comparison> comparisons) {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("environment", environment);
        results.put("etcd", etcdVersion);
        results.put("plan", plan);
        results.put(
                "comparisons",
                comparisons.stream()
                        .map(comparison -> Map.of("figures", comparison, "ratio", comparison.advantage()))
                        .toList());
        return results;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
