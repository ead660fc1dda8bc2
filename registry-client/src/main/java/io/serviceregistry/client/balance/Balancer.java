package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.ServiceSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the instance for each call to a service: stages narrow the instances that are known to candidates, a policy picks
 * one of these.
 *
 * <p>The stages, in their order: the healthy ones, or in a panic all that could answer ({@link PanicRule}); without those whose
 * calls fail ({@link OutlierEjection}), if wanted; of the caller's zone ({@link ZonePreference}), if wanted; then the
 * application's own. The zone comes after the failing, so that when those of the zone fail calls go elsewhere.
 *
 * <p>It never calls by itself, neither the instance nor the registry, and repeats nothing. Whoever wants to try elsewhere asks
 * for {@link Choice#another another} choice.
 *
 * <p>Thread-safe. The stages are asked when the snapshot or an epoch changes, on the thread that happens to choose; otherwise a
 * choice costs a pick, takes no lock, and allocates nothing but the {@link Choice}.
 */
public final class Balancer {

    private final String name;
    private final Supplier<ServiceSnapshot> current;
    private final PickPolicy policy;
    private final List<Stage> stages;
    private final List<CallListener> listeners;
    private final CallCounts counts = new CallCounts();
    private volatile Shortlist shortlist = new Shortlist(ServiceSnapshot.NONE, -1, List.of(), List.of(), null);

    private Balancer(Builder builder) {
        this.name = builder.name;
        this.current = builder.current;
        this.policy = builder.policy;
        List<CallListener> hearing = new ArrayList<>(builder.listeners);
        List<Stage> inOrder = new ArrayList<>();
        inOrder.add(builder.health);
        if (builder.outliers != null) {
            inOrder.add(builder.outliers);
            hearing.add(0, builder.outliers);
        }
        if (builder.zone != null) {
            inOrder.add(builder.zone);
        }
        inOrder.addAll(builder.stages);
        this.stages = List.copyOf(inOrder);
        this.listeners = List.copyOf(hearing);
    }

    /**
     * Over what is known at any time, such as {@code view::current}. It is asked for every call, so it must not block, and it
     * must answer the same object for as long as nothing changes.
     */
    public static Builder over(Supplier<ServiceSnapshot> current) {
        return new Builder(current);
    }

    /**
     * The instance for the next call, which begins.
     *
     * @throws NoInstanceException if there is none
     */
    public Choice choose() {
        Shortlist list = upToDate();
        Picker picker = list.picker();
        if (picker == null) {
            throw new NoInstanceException(name, list.snapshot(), list.selections(), 0);
        }
        return new Choice(this, picker.pick(), Set.of());
    }

    /**
     * An instance that is not among those tried. When all candidates are, one that later stages left out, such as one of another
     * zone: to try that is better than to give up. Picks by the policy, but out of turn, so that retries do not unsettle the
     * turns of other calls.
     *
     * @throws NoInstanceException if all that are healthy, or in a panic all that could answer, have been tried
     */
    public Choice choose(Set<InstanceKey> tried) {
        if (tried.isEmpty()) {
            return choose();
        }
        Shortlist list = upToDate();
        List<Candidate> left = list.candidatesBut(tried);
        if (left.isEmpty()) {
            List<Instance> callable = list.selections().get(0).instances();
            left = counts.candidates(callable.stream()
                    .filter(instance -> !tried.contains(instance.key()))
                    .toList());
        }
        if (left.isEmpty()) {
            throw new NoInstanceException(name, list.snapshot(), list.selections(), tried.size());
        }
        return new Choice(this, policy.over(left).pick(), Set.copyOf(tried));
    }

    /** Those that a call may go to now, with the calls they have in flight. */
    public List<Candidate> candidates() {
        return upToDate().candidates();
    }

    /** What each stage has decided, and why, in their order; for logs and metrics. */
    public List<Selection> selections() {
        return upToDate().selections();
    }

    List<CallListener> listeners() {
        return listeners;
    }

    /** For how many registrations it counts calls. */
    int counted() {
        return counts.size();
    }

    private Shortlist upToDate() {
        Shortlist list = shortlist;
        return list.isOf(current.get(), epoch()) ? list : workOut();
    }

    /** One thread at a time, and each looks again, so that an older snapshot never takes the place of a newer one. */
    private synchronized Shortlist workOut() {
        ServiceSnapshot snapshot = current.get();
        long epoch = epoch(); // before the stages are asked: what changes meanwhile has them asked again
        if (shortlist.isOf(snapshot, epoch)) {
            return shortlist;
        }
        List<Selection> selections = new ArrayList<>();
        List<Instance> instances = snapshot.all();
        for (Stage stage : stages) {
            Selection selection = stage.select(instances);
            selections.add(selection);
            instances = selection.instances();
        }
        counts.forgetOthers(snapshot.all());
        List<Candidate> candidates = counts.candidates(instances);
        Picker picker = candidates.isEmpty() ? null : policy.over(candidates);
        shortlist = new Shortlist(snapshot, epoch, List.copyOf(selections), candidates, picker);
        return shortlist;
    }

    private long epoch() {
        long sum = 0;
        for (Stage stage : stages) {
            sum += stage.epoch();
        }
        return sum;
    }

    /** Puts a balancer together. With nothing set it is round robin over the healthy instances, and panics when none is. */
    public static final class Builder {

        private final Supplier<ServiceSnapshot> current;
        private final List<Stage> stages = new ArrayList<>();
        private final List<CallListener> listeners = new ArrayList<>();
        private String name = "the service";
        private PickPolicy policy = Policies.roundRobin();
        private Stage health = PanicRule.DEFAULT;
        private @Nullable OutlierEjection outliers;
        private @Nullable ZonePreference zone;

        private Builder(Supplier<ServiceSnapshot> current) {
            this.current = Objects.requireNonNull(current, "current");
        }

        /** Names the service in exceptions. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** Picks by this policy; round robin by default. */
        public Builder policy(PickPolicy policy) {
            this.policy = policy;
            return this;
        }

        /** Panics when less than this share of the instances is healthy, 0 to 1; 0 by default: only when none is. */
        public Builder panicBelow(double share) {
            this.health = new PanicRule(share);
            return this;
        }

        /** Never calls an instance that is not healthy. */
        public Builder withoutPanic() {
            this.health = PanicRule.never();
            return this;
        }

        /** Leaves out what fails; nothing by default. Calls must be reported for this, both those that succeed and others. */
        public Builder outliers(OutlierEjection outliers) {
            this.outliers = outliers;
            return this;
        }

        /** Stays in this zone while a healthy instance is there; empty means in none, as by default. */
        public Builder zone(String zone) {
            return zone(ZonePreference.of(zone));
        }

        /** Stays in the zone while that many healthy instances are there. */
        public Builder zone(ZonePreference zone) {
            this.zone = zone;
            return this;
        }

        /** Adds a stage after the others. */
        public Builder stage(Stage stage) {
            stages.add(stage);
            return this;
        }

        /** Adds someone who hears how calls went. */
        public Builder listener(CallListener listener) {
            listeners.add(listener);
            return this;
        }

        /** Makes the balancer. */
        public Balancer build() {
            return new Balancer(this);
        }
    }
}
