package io.serviceregistry.bench.storm;

import io.serviceregistry.bench.cluster.SmallDisk;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The disk of one node, a small one, is filled to the last byte, and emptied once the node has ended of it. */
public final class FullDisk implements Kind {
    private final String node;
    private final SmallDisk disk;

    /** The node that has its data on this disk. */
    public FullDisk(String node, SmallDisk disk) {
        this.node = node;
        this.disk = disk;
    }

    @Override
    public String text() {
        return "full disk";
    }

    @Override
    public Reach reach() {
        return Reach.ONE;
    }

    @Override
    public Optional<String> only() {
        return Optional.of(node);
    }

    @Override
    public boolean bearsCompany() {
        return false;
    }

    @Override
    public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
        ground.attack(node);
        ground.mayEnd(node);
        disk.fill();
        ground.growLog(); // the log has some space that it took in advance
        return DiskFault.deadly(ground, node, disk::empty);
    }
}
