package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.CheckCommand;
import io.serviceregistry.bench.check.HistoryCheck;
import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.history.HistoryWriter;
import io.serviceregistry.bench.load.BackgroundThreads;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.WatchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A dozen {@link MixedClient}s and three watches of everything, recorded into one history; in the end all judges look at it, with the
 * logs of the nodes.
 */
final class MixedLoad implements AutoCloseable {
    private static final int CLIENTS = 12;
    private static final List<InstanceFilter> FILTERS = List.of(
            InstanceFilter.INSTANCE_FILTER_ALL,
            InstanceFilter.INSTANCE_FILTER_ALIVE,
            InstanceFilter.INSTANCE_FILTER_HEALTHY);

    private final Path directory;
    private final HistoryWriter history;
    private final List<MixedClient> clients = new ArrayList<>();
    private final List<RecordedWatcher> watchers = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS, BackgroundThreads.named("mixed"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(BackgroundThreads.named("mixed"));

    /**
     * A load that begins at once.
     *
     * @param directory for the history, and for the logs in the end
     */
    MixedLoad(Path directory, List<NodeCalls> nodes, SplittableRandom seeds) {
        this.directory = directory.resolve("recording");
        try {
            Files.createDirectories(this.directory);
            history = new HistoryWriter(
                    this.directory.resolve("clients" + CheckCommand.HISTORY), "mixed clients of a fault run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 1; i <= CLIENTS; i++) {
            MixedClient client = new MixedClient(i, nodes, history, seeds.split());
            clients.add(client);
            threads.execute(client);
        }
        for (InstanceFilter filter : FILTERS) {
            RecordedWatcher watcher = new RecordedWatcher(
                    watchers.size() + 1,
                    WatchRequest.newBuilder().setFilter(filter).build(),
                    nodes,
                    history,
                    timer,
                    seeds.split());
            watchers.add(watcher);
            watcher.open();
        }
    }

    /** Ends the clients, once what is under way has ended, and the watches. */
    void stop() {
        clients.forEach(MixedClient::stop);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a client does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watchers.forEach(RecordedWatcher::stop);
    }

    /** Adds to a report what the judges say of the recording. The nodes of the cluster must have ended. */
    Report judge(RegistryCluster nodes, Report report) {
        List<Violation> violations = new ArrayList<>(report.violations());
        Map<String, String> counts = new LinkedHashMap<>(report.counts());
        try {
            history.close();
            for (String node : nodes.ids()) {
                int exitCode = nodes.exportLog(node, directory.resolve(node + CheckCommand.ENTRIES));
                if (exitCode != 0) {
                    violations.add(new Violation(
                            "AckedMeansDurable", "the log of " + node + " cannot be exported: exit code " + exitCode));
                    return new Report(violations, report.skipped(), counts);
                }
            }
            HistoryCheck.Result result = CheckCommand.check(directory);
            counts.put("mixed clients", "recorded");
            counts.putAll(result.counts());
            violations.addAll(result.violations());
            // No promise was seen broken; but nobody is to take it for judged either.
            List<String> skipped = new ArrayList<>(report.skipped());
            result.undecided().forEach(what -> skipped.add("UNDECIDED " + what));
            return new Report(violations, skipped, counts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        clients.forEach(MixedClient::stop);
        watchers.forEach(RecordedWatcher::stop);
        threads.shutdown();
        timer.shutdownNow();
        try {
            history.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
