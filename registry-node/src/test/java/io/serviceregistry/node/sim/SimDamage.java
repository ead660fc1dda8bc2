package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import org.jspecify.annotations.Nullable;

/**
 * Damage to the memory of one node, as by a flipped bit: a value changes of which no answer tells, so that all other promises can
 * still be looked at. Until the node has built its state anew, it must be found out, and then serve nobody.
 */
final class SimDamage {
    /** From one comparison to the next, the seconds one may take on bad days, and as many entries as come meanwhile. */
    private static final long FOUND_WITHIN_ENTRIES = 10L * SimNode.COMPARE_EVERY;

    private final SimCluster cluster;
    private final SimWorld world;
    private @Nullable SimNode victim;
    private long starts;
    private long atIndex;
    private long foundAfterEntries = -1;

    SimDamage(SimCluster cluster) {
        this.cluster = cluster;
        this.world = cluster.world();
    }

    /** Strikes a node that runs, every other time the leader. */
    void strike() {
        SimNode node = world.oneIn(2) ? cluster.leader().orElseGet(cluster::anyNode) : cluster.anyNode();
        if (!node.isUp()) {
            world.after(world.between(10, 100), this::strike);
            return;
        }
        cluster.note("damage to " + node.id());
        victim = node;
        starts = node.starts();
        atIndex = node.damage();
    }

    /** True once a node was damaged. */
    boolean hasStruck() {
        return victim != null;
    }

    /** True for the node whose state is damaged right now. */
    boolean hits(SimNode node) {
        return node == victim && node.starts() == starts;
    }

    /** True for the node whose state was damaged, in this life or a former one. */
    boolean hasHit(SimNode node) {
        return node == victim;
    }

    /** The damaged node was found wrong. */
    void found(SimNode node) {
        if (foundAfterEntries < 0) {
            foundAfterEntries = node.views().current().image().logIndex() + 1 - atIndex;
        }
    }

    /** A node applied an entry: the damaged one must not be trusted for long. */
    void applied(SimNode node, long index) {
        if (node.membershipChanges()) {
            atIndex = Math.max(atIndex, index); // nobody can compare meanwhile
        } else if (hits(node) && node.isTrusted() && index > atIndex + FOUND_WITHIN_ENTRIES) {
            throw new AssertionError("DivergenceIsFound: " + node.id() + " was damaged at " + atIndex
                    + " and is still trusted at " + index);
        }
    }

    /** The digest that a node would have without the damage. */
    long digestWithout(SimNode node, StateImage image) {
        return hits(node) ? new RegistryState(with(image, -1)).digest() : image.digest();
    }

    /** The image with the value that the damage changes, changed by so much. */
    static StateImage with(StateImage image, long change) {
        return SimImages.withForgottenMoved(image, change);
    }

    /** How many entries after the damage it was found; negative when the node died before. */
    long foundAfterEntries() {
        return foundAfterEntries;
    }
}
