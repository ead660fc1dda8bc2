package io.serviceregistry.bench.storm;

import io.serviceregistry.bench.cluster.MovableClocks;
import io.serviceregistry.bench.cluster.NetworkNamespaces;
import io.serviceregistry.bench.cluster.ServerProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A cluster as faults see it. Used by one thread. */
public interface Ground {
    /** The nodes, sick or not. */
    List<String> nodes();

    /** The node that led a moment ago; empty while none is seen to lead. */
    Optional<String> leader();

    /** A fault is aimed at a node: less is owed to those who asked it. */
    void attack(String node);

    /** A node may end by itself from now on, until it is started again. */
    void mayEnd(String node);

    /** The process of a node. */
    ServerProcess process(String node);

    /** Starts a node that has ended. */
    void restart(String node);

    /** Where a node has its data. */
    Path data(String node);

    /** Has the cluster write some megabytes of log. */
    void growLog();

    /** The network between the nodes; faults of the network are only done where there is one. */
    NetworkNamespaces network();

    /** Where a node listens, for clients and for others. */
    List<InetSocketAddress> listens(String node);

    /** The wall clocks of the nodes; they are only moved where that can be done. */
    MovableClocks clocks();

    /** Lets a moment pass. */
    void elapse(Duration time);
}
