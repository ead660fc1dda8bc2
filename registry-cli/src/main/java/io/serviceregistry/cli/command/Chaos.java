package io.serviceregistry.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.cli.chaos.ChaosPlan;
import io.serviceregistry.cli.chaos.ChaosReport;
import io.serviceregistry.cli.chaos.ChaosRun;
import io.serviceregistry.cli.compose.ComposeNode;
import io.serviceregistry.cli.compose.ComposeProject;
import io.serviceregistry.cli.compose.ContainerFault;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.Table;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.RegistryClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Attacks a cluster in containers while it is used, and judges it. */
@Command(
        name = "chaos",
        description = {
            "Attack the nodes of a Docker Compose project, one fault after another, under a load of its own; by default the project of",
            "the working directory. Says what it does, ends with all nodes well, and with a verdict: exit code 0 when no promise was",
            "broken. Its instances are of a service of their own, and gone at the end. Not for a cluster that others rely on.",
        })
final class Chaos implements Callable<Integer> {
    private static final int FIRST_SEEDS = 1_000_000;

    private final Session session;

    @Option(names = "--faults", defaultValue = "20", description = "How many. Default: ${DEFAULT-VALUE}")
    private int faults;

    @Option(
            names = "--kinds",
            split = ",",
            defaultValue = "kill,pause,disconnect,loss",
            description = {
                "Of these: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. The last drops a third of the packets that come in, and is",
                "skipped, loudly, without root on the engine's machine, nsenter and iptables."
            })
    private List<ContainerFault> kinds = List.of();

    @Option(names = "--leases", defaultValue = "50", description = "Kept alive meanwhile. Default: ${DEFAULT-VALUE}")
    private int leases;

    @Option(names = "--seed", description = "Where all choices come from. Default: a new one, which is printed.")
    private @Nullable Long seed;

    @ArgGroup(exclusive = false)
    private ProjectOptions project = new ProjectOptions();

    Chaos(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        ChaosPlan plan =
                new ChaosPlan(seed == null ? new SplittableRandom().nextInt(FIRST_SEEDS) : seed, faults, kinds, leases);
        ComposeProject compose = ComposeProject.find(project.forCompose());
        Map<ComposeNode, String> nodes = addresses(compose);
        Map<String, String> addresses = new LinkedHashMap<>();
        nodes.forEach((node, address) -> addresses.put(node.id(), address));
        session.terminal().notice("seed " + plan.seed());
        try (ClusterInspection cluster = ClusterInspection.of(session, addresses);
                ChaosRun run = new ChaosRun(
                        plan,
                        nodes,
                        compose.faults(),
                        cluster::compare,
                        Chaos::connect,
                        session.clock(),
                        session.terminal()::notice)) {
            // At an interrupt too no node stays as it is.
            Thread atInterrupt = new Thread(run::close, "interrupt");
            Runtime.getRuntime().addShutdownHook(atInterrupt);
            ChaosReport report = run.run();
            Runtime.getRuntime().removeShutdownHook(atInterrupt);
            tell(plan, report);
            return (report.isClean() ? ExitCode.OK : ExitCode.FAILED).number();
        }
    }

    /** The nodes, and where each is reached from here: at the port that is published for clients. */
    private static Map<ComposeNode, String> addresses(ComposeProject compose) {
        List<ComposeNode> nodes = ProjectOptions.nodes(compose);
        ComposeStatus status = ComposeStatus.of(compose, nodes.get(0))
                .orElseThrow(() -> new CliException(
                        ExitCode.UNAVAILABLE, "NOT_HEALTHY", nodes.get(0).id() + " cannot be asked for the cluster"));
        Map<ComposeNode, String> addresses = new LinkedHashMap<>();
        for (ComposeNode node : nodes) {
            status.grpcPort(node.id()).ifPresent(port -> addresses.put(node, compose.published(node, port)));
        }
        return addresses;
    }

    /** At these addresses and no others: the names that nodes have among themselves are none here. */
    private static RegistryClient connect(List<String> addresses) {
        return RegistryClient.builder()
                .name("chaos")
                .addresses(addresses)
                .learnMembers(false)
                .build();
    }

    private void tell(ChaosPlan plan, ChaosReport report) {
        ObjectNode json = WriteJson.empty();
        json.put("seed", plan.seed());
        json.put("clean", report.isClean());
        report.counts().forEach((what, count) -> json.put(what.replace(' ', '_'), count));
        ArrayNode skipped = json.putArray("skipped");
        report.skipped().forEach(skipped::add);
        ArrayNode violations = json.putArray("violations");
        report.violations().forEach(violations::add);
        session.answer(json, () -> {
            Table table = new Table("WHAT", "HOW OFTEN");
            report.counts().forEach((what, count) -> table.row(what, "%,d".formatted(count)));
            session.terminal().answer(table);
            report.skipped().forEach(what -> session.terminal().answer("SKIPPED: " + what));
            report.violations().forEach(what -> session.terminal().answer("VIOLATION " + what));
            session.terminal()
                    .answer(
                            report.isClean()
                                    ? "CLEAN: no promise was broken"
                                    : "NOT CLEAN: " + report.violations().size() + " violations");
            String names = plan.kinds().stream()
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(","));
            session.terminal()
                    .answer("again: "
                            + session.hint("chaos --seed " + plan.seed() + " --faults " + plan.faults() + " --kinds "
                                    + names + " --leases " + plan.leases()));
        });
    }
}
