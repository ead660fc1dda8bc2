package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.cluster.DirectoryTree;
import io.serviceregistry.bench.cluster.NodeJava;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code registry-bench faults}: one run, a verdict, and how to run it again. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a cluster of processes under load, with leases of 3 to 5 s and readers and writers on every node,"
                    + " attacks its leader, and judges the history.",
            "Isolations need root, ip and iptables; without them they are skipped, and the verdict says so."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:clean",
            "1:a promise was broken, or the run could not be made; logs, data and history are kept",
            "2:wrong usage"
        })
public final class FaultsCommand implements Callable<Integer> {
    /** What a run does. */
    enum Scenario {
        LEADER((command, plan, progress) -> FaultRun.run(plan, progress)),
        OUTAGE((command, plan, progress) -> OutageRun.run(plan, progress)),
        CHURN((command, plan, progress) -> ChurnRun.run(plan, command.lasts(), progress)),
        POWER((command, plan, progress) -> PowerRun.run(plan, command.cuts, progress)),
        WATCH((command, plan, progress) -> WatchRun.run(plan, command.lasts(), progress)),
        STORM((command, plan, progress) -> StormRun.run(plan, command.faults, progress)),
        KILLS((command, plan, progress) -> KillsRun.run(plan, progress)),
        LAPSE((command, plan, progress) -> LapseRun.run(plan, command.dying, progress)),
        MEMBERS((command, plan, progress) ->
                MembersRun.run(plan, new MembersRun.Size(command.rate, command.leases, command.shortForm), progress));

        private final Run run;

        Scenario(Run run) {
            this.run = run;
        }
    }

    private interface Run {
        Report of(FaultsCommand command, FaultPlan plan, Consumer<String> progress);
    }

    @Option(names = "--seed", description = "Where all choices come from. Default: a new one, which is printed.")
    private @Nullable Long seed;

    @Option(
            names = "--scenario",
            defaultValue = "leader",
            description = {
                "leader: the faults below at random moments, aimed at the leader.",
                "outage: all nodes down for three times the longest TTL.",
                "churn: another leader every 3 s.",
                "power: power cuts of one node and of all, also just after a vote; needs root and loop devices.",
                "watch: a hundred watches over fifty busy services, nodes killed.",
                "storm: faults of many kinds, of processes, disks, clocks and the network, one after another and two at once.",
                "kills: the leader killed again and again; for how long is no write acknowledged?",
                "lapse: leases of many services that die at once, without and with the storm governor.",
                "members: nodes added, removed, replaced and restarted, leadership moved, a backup taken, and no request fails; the",
                "backup is then restored to one and to five nodes.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Scenario scenario = Scenario.LEADER;

    @Option(names = "--kills", description = "Default: 30; of kills 100")
    private @Nullable Integer kills;

    @Option(names = "--pauses", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
    private int pauses;

    @Option(names = "--isolations", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
    private int isolations;

    @Option(names = "--cuts", defaultValue = "30", description = "Power cuts, of power. Default: ${DEFAULT-VALUE}")
    private int cuts;

    @Option(names = "--faults", defaultValue = "60", description = "Of storm. Default: ${DEFAULT-VALUE}")
    private int faults;

    @Option(
            names = "--seconds",
            defaultValue = "120",
            description = "For how long, of churn and watch. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--nodes", defaultValue = "3", description = "3 or 5. Default: ${DEFAULT-VALUE}")
    private int nodes;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "Registrations a second, of members. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--leases",
            defaultValue = "10000",
            description = "Leases kept alive all the while, of members. Default: ${DEFAULT-VALUE}")
    private int leases;

    @Option(
            names = "--dying",
            defaultValue = "100000",
            description = "Leases that die at once, of lapse. Default: ${DEFAULT-VALUE}")
    private int dying;

    @Option(
            names = "--pace",
            defaultValue = "1",
            description =
                    "How many times the usual rate writers and readers of keys go at, 1 to 20. Default: ${DEFAULT-VALUE}")
    private int pace;

    @Option(names = "--short", description = "The short form of members: one rolling restart, 8 s of moved leadership.")
    private boolean shortForm;

    @Option(names = "--directory", description = "For configurations, logs and data. Default: a temporary one.")
    private @Nullable Path directory;

    @Option(names = "--keep", description = "Keep logs and data of a clean run too.")
    private boolean keep;

    @Override
    public Integer call() throws IOException {
        PrintStream out = System.out;
        long theSeed = seed == null ? new Random().nextInt(1_000_000) : seed;
        Path theDirectory = directory == null ? Files.createTempDirectory("registry-faults-") : directory;
        NodeJava shipped = NodeJava.ofCheckout(Path.of(System.getProperty("registry-bench.checkout", ".")));
        // Nothing is started again in a lapse, and what is measured there is a node that an operator has.
        NodeJava nodeJava = scenario == Scenario.LAPSE ? shipped : shipped.startedOften();
        FaultPlan plan = FaultPlan.of(theSeed, nodeJava, theDirectory)
                .withNodes(nodes)
                .withPace(pace)
                .withFaults(kills(), pauses, isolations);
        String again = again(theSeed);
        out.println("seed " + theSeed);
        long beganNanos = System.nanoTime();
        Report report = scenario.run.of(
                this, plan, line -> out.printf("%7.1f s  %s%n", (System.nanoTime() - beganNanos) / 1e9, line));
        out.printf("%nafter %.0f s:%n%s", (System.nanoTime() - beganNanos) / 1e9, report.text());
        out.println("again: " + again);
        if (report.isClean() && !keep && directory == null) {
            DirectoryTree.delete(theDirectory);
        } else {
            out.println("kept: " + theDirectory);
        }
        return report.isClean() ? 0 : 1;
    }

    private int kills() {
        return kills != null ? kills : scenario == Scenario.KILLS ? 100 : 30;
    }

    private Duration lasts() {
        if (seconds < 1) {
            throw new IllegalArgumentException("seconds: " + seconds + " (expected: >= 1)");
        }
        return Duration.ofSeconds(seconds);
    }

    private String again(long theSeed) {
        String more = scenario == Scenario.LEADER
                ? " --kills %d --pauses %d --isolations %d".formatted(kills(), pauses, isolations)
                : " --scenario " + scenario.name().toLowerCase(Locale.ROOT);
        if (scenario == Scenario.POWER) {
            more += " --cuts " + cuts;
        }
        if (scenario == Scenario.STORM) {
            more += " --faults " + faults;
        }
        if (scenario == Scenario.CHURN || scenario == Scenario.WATCH) {
            more += " --seconds " + seconds;
        }
        if (scenario == Scenario.KILLS) {
            more += " --kills " + kills();
        }
        if (scenario == Scenario.LAPSE) {
            more += " --dying " + dying;
        }
        if (scenario == Scenario.MEMBERS) {
            more += " --rate %d --leases %d%s".formatted(rate, leases, shortForm ? " --short" : "");
        }
        return System.getProperty("registry-bench.program", "registry-bench") + " faults --seed " + theSeed + more
                + " --nodes " + nodes + (pace == 1 ? "" : " --pace " + pace);
    }
}
