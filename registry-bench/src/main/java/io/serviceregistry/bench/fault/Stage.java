package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.cluster.NetworkNamespaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.function.Consumer;
import java.util.function.Function;

/** Sets up a cluster under load, lets something be done on it, and clears up whatever happens: on an interrupt too. */
final class Stage {
    private Stage() {}

    /**
     * Does it all.
     *
     * @param namespaces whether each node gets a network namespace of its own
     * @param play what is done on the cluster once it serves; its report decides whether the history is kept
     */
    static Report with(
            FaultPlan plan, boolean namespaces, Consumer<String> progress, Function<LoadedCluster, Report> play) {
        LoadedCluster cluster = new LoadedCluster(plan, namespaces ? NetworkNamespaces.create(plan.nodes()) : null);
        Thread atInterrupt = new Thread(cluster::close, "interrupt");
        Runtime.getRuntime().addShutdownHook(atInterrupt);
        try (cluster) {
            Files.createDirectories(plan.directory());
            progress.accept("starting " + plan.nodes() + " nodes, with logs and data in " + plan.directory());
            cluster.start(progress);
            Report report = play.apply(cluster);
            if (!report.isClean()) {
                cluster.history().save(plan.directory().resolve("history.txt"));
            }
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            forget(atInterrupt);
        }
    }

    static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already: the hook is what clears up.
        }
    }
}
