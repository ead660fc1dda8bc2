package io.serviceregistry.node.membership;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides from what others say of themselves whether a node with an empty data directory may take part.
 *
 * <p>Such a node is either one that starts for the first time, or one that has lost its disk, and with it the entries that it has
 * acknowledged and the votes that it has cast: if it voted again, an acknowledged write could be lost. It cannot know by itself
 * which of the two it is. But the founders of a cluster write down the names of one another's data directories before they
 * first vote, so:
 *
 * <ul>
 *   <li>a founder that names <em>this</em> directory proves that this node was counted in and, having an empty directory, has never
 *       taken part: it founds as well;
 *   <li>a founder that names another directory for this node, or none, proves that the cluster has been founded without it: it
 *       waits to be added;
 *   <li>whoever was restored from a backup, or was not, founds only with others of whom the same is true, and of the same state;
 *   <li>while there is no founder, a cluster is founded by all who are configured, once all of them have met: with any of
 *       them missing, that one may know of a cluster.
 * </ul>
 *
 * <p>Pure.
 */
public final class Founding {
    /** Enough of a fingerprint for people to tell it from another. */
    private static final int SHOWN = 12;

    private Founding() {}

    /** What becomes of the node. */
    public sealed interface Decision {}

    /** It founds the cluster with these, itself among them. */
    public record Found(SortedMap<String, String> founders) implements Decision {}

    /** Nothing can be said yet; {@code reason} is for people. */
    public record Wait(String reason) implements Decision {}

    /** The cluster was founded without it; {@code reason} is for people. */
    public record Outsider(String reason) implements Decision {}

    /**
     * Decides.
     *
     * @param self the node, which is new
     * @param answers of the others, those that answered
     */
    public static Decision decide(Standing self, Collection<Standing> answers) {
        List<Standing> founders = answers.stream()
                .filter(other -> other.record().phase() != Phase.NEW)
                .toList();
        for (Standing founder : founders) {
            String known = founder.record().founders().get(self.nodeId());
            if (!self.record().incarnation().equals(known)) {
                return new Outsider(founder.nodeId() + " belongs to the cluster, which was founded "
                        + (known == null
                                ? "without " + self.nodeId()
                                : "with another data directory of " + self.nodeId()));
            }
        }
        for (Standing other : answers) {
            if (!other.record().restored().equals(self.record().restored())) {
                return new Wait(other.nodeId() + ' ' + origin(other) + ", " + self.nodeId() + ' ' + origin(self)
                        + ": all members of a restored cluster must be restored from the same backup");
            }
        }
        return founders.isEmpty()
                ? foundTogether(self, answers)
                : new Found(founders.get(0).record().founders());
    }

    private static String origin(Standing standing) {
        String restored = standing.record().restored();
        return standing.record().isRestored()
                ? "was restored to state " + restored.substring(0, Math.min(SHOWN, restored.length()))
                : "starts with an empty registry";
    }

    private static Decision foundTogether(Standing self, Collection<Standing> answers) {
        SortedMap<String, String> all = new TreeMap<>();
        all.put(self.nodeId(), self.record().incarnation());
        for (Standing other : answers) {
            if (!other.configured().equals(self.configured())) {
                return new Wait("cluster.members of " + other.nodeId() + " are " + other.configured()
                        + ", here they are " + self.configured());
            }
            all.put(other.nodeId(), other.record().incarnation());
        }
        SortedSet<String> missing = new TreeSet<>(self.configured());
        missing.removeAll(all.keySet());
        return missing.isEmpty()
                ? new Found(all)
                : new Wait(
                        "waits for " + String.join(", ", missing) + ": a cluster begins when all its members have met");
    }
}
