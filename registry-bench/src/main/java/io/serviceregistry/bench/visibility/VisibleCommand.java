package io.serviceregistry.bench.visibility;

import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.cluster.RunDirectory;
import io.serviceregistry.bench.load.Phases;
import io.serviceregistry.bench.report.Environment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code registry-bench visible}: how soon a registration, and the end of one, is visible on every node. */
@Command(
        name = "visible",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts three nodes, registers instances at a steady rate, and says how long each took to be acknowledged, to be told by a"
                    + " watch on every node, and to be in the answers of followers; then the same for instances that die.",
            "",
            "With --address it does so on a cluster that runs: what it registers stays until its leases lapse."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:measured",
            "1:a promise was broken: a read right after an acknowledgement did not show the instance, a watch left something out"
                    + " or told it twice, a lease lapsed early; or the run could not be made",
            "2:wrong usage"
        })
public final class VisibleCommand implements Callable<Integer> {
    @Option(
            names = "--address",
            split = ",",
            paramLabel = "HOST:PORT",
            description = "Addresses for clients of all nodes of a cluster that runs; none is started then.")
    private List<String> addresses = List.of();

    @Option(names = "--rate", defaultValue = "50", description = "Registrations a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "Before that (${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Measured (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--poll-every",
            defaultValue = "10",
            description = "Of so many registrations, one is looked for with local reads (${DEFAULT-VALUE}).")
    private int pollEvery;

    @Option(
            names = "--lapses",
            defaultValue = "200",
            description = "Instances that die, after a quarter as many that warm up (${DEFAULT-VALUE}).")
    private int lapses;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        VisibilityPlan plan = new VisibilityPlan(rate, Phases.ofSeconds(warmUp, seconds), pollEvery, lapses);
        Path checkout = RunDirectory.checkout();
        if (!addresses.isEmpty()) {
            return run(addresses, plan, Environment.ofMachine(checkout, checkout));
        }
        RunDirectory run = RunDirectory.create(RunDirectory.inTarget(checkout));
        Environment environment = Environment.ofMachine(checkout, run.path());
        NodeJava java = NodeJava.ofCheckout(checkout);
        int exitCode;
        try (RegistryCluster cluster = new RegistryCluster(3, run.path().resolve("registry"), java, "")) {
            cluster.start();
            exitCode = run(cluster.addresses(), plan, environment);
        }
        if (exitCode == 0) {
            run.delete(run.path().resolve("registry"));
        }
        return exitCode;
    }

    private int run(List<String> nodes, VisibilityPlan plan, Environment environment) {
        VisibilityReport report = VisibilityRun.run(nodes, plan);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? report.json(environment) : environment.text() + report.text());
        out.flush();
        return report.exitCode();
    }
}
