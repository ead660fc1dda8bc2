package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.cluster.MovableClocks;
import io.serviceregistry.bench.cluster.NetworkNamespaces;
import io.serviceregistry.bench.cluster.SmallDisk;
import io.serviceregistry.bench.cluster.Strace;
import io.serviceregistry.bench.storm.ClockFault;
import io.serviceregistry.bench.storm.DiskFault;
import io.serviceregistry.bench.storm.FlappingLink;
import io.serviceregistry.bench.storm.FullDisk;
import io.serviceregistry.bench.storm.Kind;
import io.serviceregistry.bench.storm.NetworkFault;
import io.serviceregistry.bench.storm.ProcessFault;
import io.serviceregistry.bench.storm.SlowLinks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The kinds of faults that can be done on this machine, and why others cannot. Holds the small disk of one node. */
final class StormKinds implements AutoCloseable {
    private static final int DISK_MEGABYTES = 256;

    private final FaultPlan plan;
    private final List<Kind> processes = List.of(ProcessFault.values());
    private final List<Kind> disks = new ArrayList<>();
    private final List<Kind> clocks = new ArrayList<>();
    private final List<Kind> network = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private @Nullable SmallDisk smallDisk;

    /** Finds out, and mounts the disk where the last node of the plan will have its data. */
    StormKinds(FaultPlan plan, Consumer<String> progress) {
        this.plan = plan;
        Strace.missing()
                .ifPresentOrElse(
                        why -> skipped.add("slow and failing disks: " + why),
                        () -> disks.addAll(List.of(DiskFault.values())));
        String last = "n" + plan.nodes();
        try {
            smallDisk = SmallDisk.mount(plan.directory().resolve(last), DISK_MEGABYTES);
            disks.add(new FullDisk(last, smallDisk));
        } catch (IllegalStateException e) {
            skipped.add("full disk: " + e.getMessage());
        }
        Optional<String> noNamespaces = NetworkNamespaces.missing();
        if (noNamespaces.isEmpty()) {
            network.addAll(List.of(NetworkFault.values()));
            network.add(new FlappingLink());
            NetworkNamespaces.missingDetours()
                    .ifPresentOrElse(why -> skipped.add("slow links: " + why), () -> network.add(new SlowLinks()));
        } else {
            skipped.add("faults of the network: " + noNamespaces.get());
        }
        MovableClocks.missing()
                .ifPresentOrElse(
                        why -> skipped.add("jumps of the wall clock: " + why),
                        () -> clocks.addAll(List.of(ClockFault.values())));
        skipped.forEach(what -> progress.accept("SKIPPED: " + what));
    }

    /** All of them. */
    List<Kind> all() {
        List<Kind> all = new ArrayList<>(processes);
        all.addAll(disks);
        all.addAll(clocks);
        all.addAll(network);
        return all;
    }

    /** Whether two can be done at once, to one node even: one of its network, and one of its process, its disk or its clock. */
    boolean overlap(Kind one, Kind other) {
        return one.bearsCompany() && other.bearsCompany() && network.contains(one) != network.contains(other);
    }

    /** What the nodes have to run in for these. */
    Surroundings surroundings() {
        Surroundings surroundings = network.isEmpty() ? Surroundings.plain() : Surroundings.withNetwork(plan.nodes());
        return clocks.isEmpty() ? surroundings : surroundings.withClocks(plan.directory());
    }

    /** What cannot be done here, with the reason. */
    List<String> skipped() {
        return List.copyOf(skipped);
    }

    @Override
    public void close() {
        if (smallDisk != null) {
            smallDisk.close();
        }
    }
}
