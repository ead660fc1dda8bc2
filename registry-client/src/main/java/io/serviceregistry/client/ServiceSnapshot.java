package io.serviceregistry.client;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link ServiceView} knows of its service at one moment. Immutable. */
public final class ServiceSnapshot {

    /** Where it is from. */
    public enum Source {
        /** Nowhere: nothing is known yet. Its being empty says nothing about the service. */
        NONE,
        /** The registry: these were the instances at the snapshot's revision. */
        REGISTRY,
        /**
         * The registry, earlier: what it said last names no instance and does not say what became of these. So it is when a
         * cluster was set up anew, and its instances have yet to come back.
         */
        KEPT,
        /** A file that an earlier process left: the registry has not been reached since this one began. */
        CACHE,
        /** The addresses given with the query: the registry has not been reached, and no file was there. */
        FALLBACK
    }

    /** The snapshot of a view that knows nothing. */
    public static final ServiceSnapshot NONE = new ServiceSnapshot(Source.NONE, 0, List.of(), null, null);

    private final Source source;
    private final long revision;
    private final List<Instance> all;
    private final List<Instance> healthy;
    private final @Nullable EmptyReason noneHealthy;
    private final @Nullable Instant savedAt;

    private ServiceSnapshot(
            Source source,
            long revision,
            List<Instance> all,
            @Nullable EmptyReason noneHealthy,
            @Nullable Instant savedAt) {
        this.source = source;
        this.revision = revision;
        this.all = List.copyOf(all);
        this.healthy = this.all.stream().filter(Instance::healthy).toList();
        this.noneHealthy = noneHealthy;
        this.savedAt = savedAt;
    }

    /**
     * What the registry says.
     *
     * @param revision the revision
     * @param all the instances, in whatever status, in the order of their ids
     * @param whyNone why there is none; read only when {@code all} is empty
     */
    public static ServiceSnapshot registry(long revision, List<Instance> all, EmptyReason whyNone) {
        Objects.requireNonNull(whyNone, "whyNone");
        return new ServiceSnapshot(Source.REGISTRY, revision, all, whyNoneHealthy(all, whyNone), null);
    }

    /** What was saved at a time by this machine's wall clock. */
    public static ServiceSnapshot cache(long revision, List<Instance> all, Instant savedAt) {
        Objects.requireNonNull(savedAt, "savedAt");
        return new ServiceSnapshot(
                Source.CACHE, revision, all, whyNoneHealthy(all, EmptyReason.NO_SUCH_SERVICE), savedAt);
    }

    /** Instances made of fixed addresses. */
    public static ServiceSnapshot fallback(List<Instance> all) {
        return new ServiceSnapshot(Source.FALLBACK, 0, all, whyNoneHealthy(all, EmptyReason.NO_SUCH_SERVICE), null);
    }

    /** The same instances, which the registry named earlier and names no more without a reason. */
    public ServiceSnapshot kept() {
        return new ServiceSnapshot(Source.KEPT, revision, all, noneHealthy, savedAt);
    }

    /** Where it is from. */
    public Source source() {
        return source;
    }

    /** The revision of the state that named these instances; 0 when no registry did. */
    public long revision() {
        return revision;
    }

    /** The instances to call, in the order of their ids. */
    public List<Instance> healthy() {
        return healthy;
    }

    /** Every instance that the query selects, in whatever status, in the order of their ids. */
    public List<Instance> all() {
        return all;
    }

    /** Why there is no healthy instance, when there is none and that is known. */
    public Optional<EmptyReason> whyNoneHealthy() {
        return Optional.ofNullable(noneHealthy);
    }

    /** With {@link Source#CACHE}, and with {@link Source#KEPT} after it: when it was saved, by this machine's wall clock. */
    public Optional<Instant> savedAt() {
        return Optional.ofNullable(savedAt);
    }

    /** As logs show it. */
    @Override
    public String toString() {
        return "ServiceSnapshot[source=" + source + ", revision=" + revision + ", healthy=" + healthy.size() + ", all="
                + all.size() + ", whyNoneHealthy=" + noneHealthy + ']';
    }

    /** As the registry answers it; see {@code Discovery.whyEmpty} of the node. */
    private static @Nullable EmptyReason whyNoneHealthy(List<Instance> all, EmptyReason whyNone) {
        if (all.isEmpty()) {
            return whyNone;
        }
        if (all.stream().anyMatch(Instance::healthy)) {
            return null;
        }
        List<EffectiveStatus> alive = all.stream()
                .map(Instance::status)
                .filter(status -> status != EffectiveStatus.LAPSED)
                .toList();
        if (alive.isEmpty()) {
            return EmptyReason.ALL_LAPSED;
        }
        boolean leaving = alive.stream()
                .allMatch(status -> status == EffectiveStatus.DRAINING || status == EffectiveStatus.OUT_OF_SERVICE);
        return leaving ? EmptyReason.ALL_DRAINING : EmptyReason.FILTERED_OUT;
    }
}
