package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.cluster.MovableClocks;
import io.serviceregistry.bench.cluster.NetworkNamespaces;
import io.serviceregistry.bench.cluster.Site;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the nodes of a run have around them that faults can be done to, beside their processes and disks. */
final class Surroundings implements AutoCloseable {
    private final Site site;
    private final @Nullable NetworkNamespaces network;
    private final @Nullable MovableClocks clocks;

    private Surroundings(Site site, @Nullable NetworkNamespaces network, @Nullable MovableClocks clocks) {
        this.site = site;
        this.network = network;
        this.clocks = clocks;
    }

    /** Nothing: nodes side by side on 127.0.0.1. */
    static Surroundings plain() {
        return new Surroundings(Site.LOOPBACK, null, null);
    }

    /** A network namespace for each node. */
    static Surroundings withNetwork(int nodes) {
        NetworkNamespaces network = NetworkNamespaces.create(nodes);
        return new Surroundings(network, network, null);
    }

    /**
     * The same, and wall clocks that can be moved.
     *
     * @param directory for files that say how
     */
    Surroundings withClocks(Path directory) {
        MovableClocks movable = MovableClocks.of(site, directory);
        return new Surroundings(movable, network, movable);
    }

    /** Where the nodes run. */
    Site site() {
        return site;
    }

    /** The network; only where there is one for each node. */
    NetworkNamespaces network() {
        if (network == null) {
            throw new IllegalStateException("a fault of the network without network namespaces");
        }
        return network;
    }

    /** The clocks; only where they can be moved. */
    MovableClocks clocks() {
        if (clocks == null) {
            throw new IllegalStateException("a fault of clocks that cannot be moved");
        }
        return clocks;
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
    }
}
