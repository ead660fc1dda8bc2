package io.serviceregistry.cli.chaos;

import io.serviceregistry.cli.compose.ContainerFault;
import java.util.List;

/**
 * What is done to a cluster.
 *
 * @param seed where all choices come from; what the cluster does at which moment does not
 * @param faults how many, 1 to 10,000
 * @param kinds of these
 * @param leases instances kept registered meanwhile, 1 to 10,000
 */
public record ChaosPlan(long seed, int faults, List<ContainerFault> kinds, int leases) {
    private static final int MAX = 10_000;

    public ChaosPlan {
        kinds = List.copyOf(kinds);
        if (faults < 1 || faults > MAX) {
            throw new IllegalArgumentException("faults: " + faults + " (expected: 1.." + MAX + ')');
        }
        if (leases < 1 || leases > MAX) {
            throw new IllegalArgumentException("leases: " + leases + " (expected: 1.." + MAX + ')');
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("kinds: none (expected: one at least)");
        }
    }
}
