package io.serviceregistry.bench.fault;

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
     * @param surroundings where the nodes run; closed in the end
     * @param play what is done on the cluster once it serves; its report decides whether the history is kept
     */
    static Report with(
            FaultPlan plan,
            Surroundings surroundings,
            Consumer<String> progress,
            Function<LoadedCluster, Report> play) {
        LoadedCluster cluster = new LoadedCluster(plan, surroundings);
        return clearingUp(plan, cluster::close, () -> {
            progress.accept("starting " + plan.nodes() + " nodes, with logs and data in " + plan.directory());
            cluster.start(progress);
            Report report = cluster.load().judged(play.apply(cluster));
            if (!report.isClean()) {
                cluster.load().history().save(plan.directory().resolve("history.txt"));
            }
            return report;
        });
    }

    /** What is done in the directory of a plan. */
    interface Play {
        Report run() throws IOException;
    }

    /** Does something in the directory of a plan, and clears up afterwards, or at an interrupt. */
    static Report clearingUp(FaultPlan plan, Runnable clearUp, Play play) {
        Thread atInterrupt = new Thread(clearUp, "interrupt");
        Runtime.getRuntime().addShutdownHook(atInterrupt);
        try {
            Files.createDirectories(plan.directory());
            return play.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            clearUp.run();
            forget(atInterrupt);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already: the hook is what clears up.
        }
    }
}
