package io.serviceregistry.bench.size;

import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.cluster.RunDirectory;
import io.serviceregistry.bench.report.Environment;
import io.serviceregistry.client.RegistryClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code registry-bench size}: what very many instances take. */
@Command(
        name = "size",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts three nodes, registers very many instances, and says what they take: heap, snapshots and what writers notice",
            "of them, a restart, and the time until a blank node has caught up. The nodes and this program share the machine."
        })
public final class SizeCommand implements Callable<Integer> {
    /** So that one comes while the writer writes, however few entries that makes. */
    private static final String SETTINGS = "raft:\n  snapshot-interval: 60s\n";

    @Option(names = "--instances", defaultValue = "1000000", description = "Registered (${DEFAULT-VALUE}).")
    private int instances;

    @Option(names = "--heap", defaultValue = "2g", description = "Of each node (${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Changes a second while a snapshot is written (${DEFAULT-VALUE}).")
    private int rate;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path checkout = RunDirectory.checkout();
        RunDirectory run = RunDirectory.create(RunDirectory.inTarget(checkout));
        PrintWriter out = spec.commandLine().getOut();
        out.print(Environment.ofMachine(checkout, run.path()).text());
        Path data = run.path().resolve("registry");
        NodeJava java = NodeJava.ofCheckout(checkout)
                .withFlags(List.of(
                        "-Xms" + heap,
                        "-Xmx" + heap,
                        "-XX:+UseG1GC",
                        "-XX:MaxGCPauseMillis=50", // as the systemd unit and the container image have it
                        "-XX:+ExitOnOutOfMemoryError"));
        try (RegistryCluster cluster = new RegistryCluster(3, data, java, SETTINGS);
                RegistryClient client = RegistryClient.builder()
                        .addresses(cluster.addresses())
                        .callDeadline(Duration.ofSeconds(60))
                        .build()) {
            cluster.start();
            SizeRun sized = new SizeRun(cluster, client, java, data, line -> {
                out.println(line);
                out.flush();
            });
            out.print(sized.run(instances, rate));
            out.flush();
        }
        run.delete(data);
        return 0;
    }
}
