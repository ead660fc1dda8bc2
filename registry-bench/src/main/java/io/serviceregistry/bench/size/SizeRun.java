package io.serviceregistry.bench.size;

import io.serviceregistry.bench.cluster.DirectoryTree;
import io.serviceregistry.bench.cluster.Jcmd;
import io.serviceregistry.bench.cluster.NodeJava;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.Population;
import io.serviceregistry.bench.load.RegistryTarget;
import io.serviceregistry.bench.report.Table;
import io.serviceregistry.bench.size.SnapshotFolder.Written;
import io.serviceregistry.bench.size.SteadyWriter.Change;
import io.serviceregistry.client.Member;
import io.serviceregistry.client.NewMember;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.ServiceQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Registers very many instances with three nodes, and measures one thing after the other. */
final class SizeRun {
    static final String PREFIX = "size";

    /** Those whose first instances the writer changes in turn. */
    static final int WRITTEN_SERVICES = 10_000;

    private static final int CONNECTIONS_PER_NODE = 2;
    private static final Duration TTL = Duration.ofHours(24);
    private static final long PATIENCE_NANOS = Duration.ofMinutes(5).toNanos();
    private static final double MEBI = 1 << 20;

    private final RegistryCluster cluster;
    private final RegistryClient client;
    private final NodeJava java;
    private final Path data;
    private final Consumer<String> say;
    private final Table table = new Table("measure", "unit", "figure");

    SizeRun(RegistryCluster cluster, RegistryClient client, NodeJava java, Path data, Consumer<String> say) {
        this.cluster = cluster;
        this.client = client;
        this.java = java;
        this.data = data;
        this.say = say;
    }

    Table run(int instances, int perSecond) {
        populate(instances);
        for (String id : cluster.ids()) {
            long bytes = new Jcmd(java.javaHome(), cluster.process(id).pid()).heapBytesInUse();
            row("heap of " + id + " after a collection", "MiB", bytes / MEBI);
        }
        snapshot(perSecond);
        List<String> followers =
                cluster.ids().stream().filter(id -> !id.equals(leader())).toList();
        restart(followers.get(0));
        replace(followers.get(1));
        return table;
    }

    private void populate(int instances) {
        cluster.ids().forEach(id -> await(id + " is ready", () -> isReady(id)));
        say.accept("registering %,d instances".formatted(instances));
        long began = System.nanoTime();
        try (RegistryTarget target = new RegistryTarget(cluster.addresses(), CONNECTIONS_PER_NODE, TTL, 1)) {
            Population.register(target, new InstanceNames(PREFIX), instances);
        }
        row("registered", "/s", instances / seconds(began));
    }

    private void snapshot(int perSecond) {
        say.accept("writing %d changes a second until the leader has written its next snapshot".formatted(perSecond));
        try (SteadyWriter writer = new SteadyWriter(client, perSecond)) {
            Written written = new SnapshotFolder(data.resolve(leader())).awaitNext();
            long length = written.endedNanos() - written.beganNanos();
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos()); // for the answers of the last ones
            row("snapshot of the leader", "MiB", written.bytes() / MEBI);
            row("written in", "s", written.seconds());
            changes("while it was written", writer.between(written.beganNanos(), written.endedNanos()));
            changes("in as long a time before", writer.between(written.beganNanos() - length, written.beganNanos()));
            row("changes that failed", "", writer.failed());
        }
    }

    private void changes(String when, List<Change> changes) {
        long[] took = LongStream.of(
                        changes.stream().mapToLong(Change::tookNanos).toArray())
                .sorted()
                .toArray();
        if (took.length > 0) {
            row("a change " + when + ", p50", "ms", took[took.length / 2] / 1e6);
            row("a change " + when + ", max", "ms", took[took.length - 1] / 1e6);
        }
    }

    private void restart(String id) {
        say.accept("killing and starting " + id);
        cluster.process(id).kill();
        long began = System.nanoTime();
        cluster.start(id);
        await(id + " is ready", () -> isReady(id));
        row("restart of a follower until it is ready", "s", seconds(began));
    }

    private void replace(String id) {
        say.accept("replacing " + id + " by a blank one");
        Member member = client.listMembers().members().stream()
                .filter(each -> each.nodeId().equals(id))
                .findFirst()
                .orElseThrow();
        client.removeMember(id);
        cluster.process(id).kill();
        DirectoryTree.delete(data.resolve(id));
        cluster.start(id);
        NewMember added = new NewMember(
                id, member.grpcAddress(), member.peerAddress(), member.raftAddress(), member.httpAddress());
        long[] began = new long[1];
        await(id + " is added", () -> {
            began[0] = System.nanoTime();
            return succeeds(() -> client.addMember(added));
        });
        await(id + " is ready", () -> isReady(id));
        row("a blank node until it has caught up, votes and is ready", "s", seconds(began[0]));
    }

    private boolean isReady(String id) {
        boolean[] ready = new boolean[1];
        return succeeds(() -> ready[0] = client.status(cluster.address(id)).ready()) && ready[0];
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (RegistryException e) {
            return false;
        }
    }

    private String leader() {
        return client.discover(ServiceQuery.of("none")).header().leaderId();
    }

    private void row(String measure, String unit, double figure) {
        table.row(measure, unit, Table.number(figure));
        say.accept("  %s: %s %s".formatted(measure, Table.number(figure), unit));
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private static void await(String what, BooleanSupplier holds) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("not within five minutes: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
