package io.serviceregistry.bench.watch;

import io.grpc.ManagedChannel;
import io.serviceregistry.bench.cluster.Jcmd;
import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.ProcessCpu;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.cluster.RunDirectory;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.bench.report.Environment;
import io.serviceregistry.bench.report.Table;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServiceQuery;
import io.serviceregistry.proto.v1.WatchRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code registry-bench watch}: what many watches on one node cost, and how soon all of them are told. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts three nodes, opens watches of one service on one of them, and changes an instance again and again.",
            "Writer, watches and nodes share the machine. Latencies count from the call that makes the change."
        })
public final class WatchCommand implements Callable<Integer> {
    private static final String SERVICE = "watched";
    /** A node takes a thousand streams on each connection. */
    private static final int WATCHES_PER_CONNECTION = 500;

    private static final Duration WAIT = Duration.ofSeconds(60);

    @Option(names = "--watches", defaultValue = "1000", description = "On one node (${DEFAULT-VALUE}).")
    private int watches;

    @Option(names = "--instances", defaultValue = "2000", description = "Of the service (${DEFAULT-VALUE}).")
    private int instances;

    @Option(names = "--changes", defaultValue = "200", description = "Measured (${DEFAULT-VALUE}).")
    private int changes;

    @Option(names = "--warm-up", defaultValue = "200", description = "Changes before that (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--leader", description = "The watches are on the leader; on a follower otherwise.")
    private boolean leader;

    /** Counts the changes: one that says what was said before would be none. */
    private int made;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var checkout = RunDirectory.checkout();
        RunDirectory run = RunDirectory.create(RunDirectory.inTarget(checkout));
        PrintWriter out = spec.commandLine().getOut();
        out.print(Environment.ofMachine(checkout, run.path()).text());
        NodeJava java = NodeJava.ofCheckout(checkout).withFlags(List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC"));
        try (RegistryCluster cluster = new RegistryCluster(3, run.path().resolve("registry"), java, "");
                RegistryClient client = RegistryClient.builder()
                        .addresses(cluster.addresses())
                        .callDeadline(WAIT)
                        .build()) {
            cluster.start();
            String leading = client.discover(ServiceQuery.of("none")).header().leaderId();
            String node = cluster.ids().stream()
                    .filter(id -> id.equals(leading) == leader)
                    .findFirst()
                    .orElseThrow();
            out.printf("%d watches on %s, %s%n", watches, node, leader ? "which leads" : "a follower");
            out.flush();
            register(client);
            Jcmd jcmd = new Jcmd(java.javaHome(), cluster.process(node).pid());
            Table table = new Table("measure", "unit", "figure");
            List<ManagedChannel> channels = channels(cluster.address(node));
            try {
                idle(table, channels, jcmd);
                told(table, channels, client, cluster.process(node).pid());
                table.row("heap in use after a collection", "MiB", Table.number(jcmd.heapBytesInUse() / 1048576.0));
            } finally {
                channels.forEach(ManagedChannel::shutdownNow);
            }
            out.print(table);
            out.flush();
        }
        run.delete(run.path().resolve("registry"));
        return 0;
    }

    private void register(RegistryClient client) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            all.add(client.async()
                    .register(InstanceSpec.of(SERVICE, "i-%05d".formatted(i), "http://10.0.0.7:" + (1_024 + i % 60_000))
                            .withMetadata(Map.of("version", "1.27.3", "commit", "0f3c9a1e"))
                            .withLease(LeasePolicy.withoutTtl())));
            if (all.size() == 256) {
                CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
                all.clear();
            }
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    private List<ManagedChannel> channels(String address) {
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < (watches + WATCHES_PER_CONNECTION - 1) / WATCHES_PER_CONNECTION; i++) {
            channels.add(Channels.to(address).build());
        }
        return channels;
    }

    /** What a watch takes that has nothing to say. */
    private void idle(Table table, List<ManagedChannel> channels, Jcmd jcmd) {
        WatchRequest nothing = WatchRequest.newBuilder().addServices("nothing").build();
        try (FanOut warm = new FanOut(channels, nothing, channels.size())) {
            long before = jcmd.heapBytesInUse();
            try (FanOut idle = new FanOut(channels, nothing, watches)) {
                long bytes = jcmd.heapBytesInUse() - before;
                table.row("heap of an idle watch", "KiB", Table.number(bytes / 1024.0 / watches));
            }
        }
    }

    private void told(Table table, List<ManagedChannel> channels, RegistryClient client, long pid) {
        WatchRequest request = WatchRequest.newBuilder().addServices(SERVICE).build();
        long openedNanos = System.nanoTime();
        try (FanOut all = new FanOut(channels, request, watches)) {
            table.row(
                    "all snapshots of " + instances + " instances",
                    "s",
                    Table.number((System.nanoTime() - openedNanos) / 1e9));
            for (int i = 0; i < warmUp; i++) {
                change(all, client);
            }
            double[] acknowledged = new double[changes];
            double[] first = new double[changes];
            double[] median = new double[changes];
            double[] last = new double[changes];
            long bytesBefore = all.bytes();
            long cpuBefore = ProcessCpu.micros(pid);
            for (int i = 0; i < changes; i++) {
                Change change = change(all, client);
                acknowledged[i] = change.acknowledgedMillis();
                first[i] = change.toldMillis(0);
                median[i] = change.toldMillis(watches / 2);
                last[i] = change.toldMillis(watches - 1);
            }
            long cpu = ProcessCpu.micros(pid) - cpuBefore;
            row(table, "change acknowledged", acknowledged);
            row(table, "first watch told", first);
            row(table, "half of the watches told", median);
            row(table, "last watch told", last);
            double bytes = (all.bytes() - bytesBefore) / (double) changes / watches;
            table.row("bytes to each watch for a change", "B", Table.number(bytes));
            table.row("CPU of the node for a change", "ms", Table.number(cpu / 1e3 / changes));
        }
    }

    /** One change: when it was asked for and acknowledged, and when each watch was told. */
    private record Change(long calledNanos, long acknowledgedNanos, long[] toldNanos) {
        double acknowledgedMillis() {
            return (acknowledgedNanos - calledNanos) / 1e6;
        }

        double toldMillis(int rank) {
            return (toldNanos[rank] - calledNanos) / 1e6;
        }
    }

    private Change change(FanOut all, RegistryClient client) {
        int number = made++;
        LockSupport.parkNanos(5_000_000); // what is left of the last one
        InstanceKey key = InstanceKey.of(SERVICE, "i-%05d".formatted(number % instances));
        InstanceUpdate update =
                InstanceUpdate.of(key).withMetadata(Map.of("version", "2." + number, "commit", "0f3c9a1e"));
        long[] acknowledged = new long[1];
        long called = System.nanoTime();
        long[] told = all.change(() -> {
            var unused = client.update(update);
            acknowledged[0] = System.nanoTime();
        });
        return new Change(called, acknowledged[0], told);
    }

    private static void row(Table table, String what, double[] millis) {
        Arrays.sort(millis);
        table.row(what + ", p50", "ms", Table.number(millis[millis.length / 2]));
        table.row(what + ", p99", "ms", Table.number(millis[Math.min(millis.length - 1, millis.length * 99 / 100)]));
        table.row(what + ", max", "ms", Table.number(millis[millis.length - 1]));
    }
}
