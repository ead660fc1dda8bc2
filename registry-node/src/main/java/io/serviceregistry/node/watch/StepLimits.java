package io.serviceregistry.node.watch;

/**
 * How much a watch sends at once.
 *
 * @param coalesceBeyond a reader that is behind by so many revisions is told what they come to
 * @param maxEvents of one content; a revision has as many as it has, in several
 * @param maxBytes of one content, roughly, and exceeded by one instance at most
 */
public record StepLimits(int coalesceBeyond, int maxEvents, long maxBytes) {
    /**
     * A thousand revisions are a fraction of a second at the highest rates measured: whoever is further behind is slow. The
     * bytes are well below the mebibyte that a stream may buffer, and the 4 MiB that clients of gRPC take.
     */
    static final StepLimits DEFAULT = new StepLimits(1_000, 500, 256 << 10);
}
