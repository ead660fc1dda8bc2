package io.serviceregistry.bench.fault;

import java.time.Duration;

/** How many writes a second the load gets through a healthy cluster, of which a part must be seen before a fault counts. */
final class Baseline {
    private static final Duration MEASURED = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Other programs share the cores: less than this is not their doing. */
    private static final double SHARE = 0.25;

    private final LoadedCluster cluster;
    private final double writesPerSecond;

    private Baseline(LoadedCluster cluster, double writesPerSecond) {
        this.cluster = cluster;
        this.writesPerSecond = writesPerSecond;
    }

    /** Measures it, for some seconds, on a cluster that is whole. */
    static Baseline measure(LoadedCluster cluster) {
        return new Baseline(cluster, rate(cluster, MEASURED));
    }

    /** Waits until the writes of a second reach their share of it, through every node; false when that does not come to pass. */
    boolean await() {
        return cluster.load().awaitProgress() && Waiting.until(() -> rate(cluster, LOOK) >= SHARE * writesPerSecond);
    }

    /** Writes a second. */
    double writesPerSecond() {
        return writesPerSecond;
    }

    private static double rate(LoadedCluster cluster, Duration time) {
        long before = applied(cluster);
        long beganNanos = System.nanoTime();
        cluster.elapse(time);
        return (applied(cluster) - before) * 1e9 / (System.nanoTime() - beganNanos);
    }

    private static long applied(LoadedCluster cluster) {
        return cluster.nodes().stream()
                .mapToLong(cluster.load().history()::applied)
                .sum();
    }
}
