package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.ReportedStatus;
import java.util.List;

/**
 * The healthy instances; and in a panic, when too few are healthy, all that could still answer. Statuses can be wrong: a check
 * that depends on something shared takes down every instance at once, and then a call that may fail is better than none.
 *
 * <p>An instance that is not healthy could still answer if it is DOWN, LAPSED or UNRECOGNIZED and nobody meant it to be left
 * alone. Never called are those that are, or were when they lapsed, STARTING, DRAINING or OUT_OF_SERVICE, and those on
 * which an operator put an override, DOWN included. They count for nothing here, so draining half of a service is no panic.
 *
 * <p>The default is to panic only when no instance is healthy. Envoy panics below a half, for it fears that its picture of
 * health is wrong. Here the registry already goes on naming lapsed instances as healthy when many lapse at once, so that those
 * which are not healthy most likely are not; and in a service of three of which two have crashed, a limit of a half would send
 * two calls of three to the dead.
 *
 * <p>A pure function, so it serves without a balancer as well: {@code PanicRule.DEFAULT.select(snapshot.all())}.
 *
 * @param below panics when the share of healthy instances among those that could answer is less than this, 0 to 1; 0 means only
 *     when none is healthy, 1 whenever one is not
 */
public record PanicRule(double below) implements Stage {

    /** The verdict when only healthy instances are called. */
    public static final String HEALTHY = "healthy";

    /** The verdict when all that could answer are called. */
    public static final String PANIC = "panic";

    /** Panics only when no instance is healthy. */
    public static final PanicRule DEFAULT = new PanicRule(0);

    public PanicRule {
        if (!(below >= 0 && below <= 1)) {
            throw new IllegalArgumentException("below: " + below + " (expected: 0..1)");
        }
    }

    /** Never panics: the healthy instances, also when there is none. */
    public static Stage never() {
        return instances -> healthy(instances, healthyOf(instances), instances.size());
    }

    @Override
    public Selection select(List<Instance> instances) {
        List<Instance> healthy = healthyOf(instances);
        List<Instance> callable =
                instances.stream().filter(PanicRule::couldAnswer).toList();
        boolean panics = healthy.isEmpty() || healthy.size() < below * callable.size();
        if (!panics || callable.size() == healthy.size()) {
            return healthy(instances, healthy, callable.size());
        }
        return new Selection(
                callable,
                PANIC,
                healthy.size() + " healthy of " + callable.size() + " that could answer"
                        + (healthy.isEmpty() ? "" : ", a share below " + below));
    }

    /** Whether it makes sense to call the instance when there is nothing better. */
    public static boolean couldAnswer(Instance instance) {
        return instance.healthy() || (isUnwell(instance) && !isMeantToBeLeftAlone(instance));
    }

    private static boolean isUnwell(Instance instance) {
        return switch (instance.status()) {
            case UP, WARN, DOWN, LAPSED, UNRECOGNIZED -> true;
            case STARTING, DRAINING, OUT_OF_SERVICE -> false;
        };
    }

    /** A lapse hides what was said before it, in the status alone. */
    private static boolean isMeantToBeLeftAlone(Instance instance) {
        ReportedStatus reported = instance.spec().status();
        return instance.override() != null
                || reported == ReportedStatus.STARTING
                || reported == ReportedStatus.DRAINING
                || reported == ReportedStatus.OUT_OF_SERVICE;
    }

    private static List<Instance> healthyOf(List<Instance> instances) {
        return instances.stream().filter(Instance::healthy).toList();
    }

    private static Selection healthy(List<Instance> all, List<Instance> healthy, int callable) {
        return new Selection(
                healthy,
                HEALTHY,
                healthy.size() + " healthy, " + callable + " that could answer, " + all.size() + " known");
    }
}
