package io.serviceregistry.bench.load;

/**
 * One user of a registry, who has at most one call under way.
 *
 * <p>Never blocks. The completion is told once, on any thread; it is told of a success only after {@link #call} has returned
 * or on another thread, so that a caller may be asked again right there.
 */
@FunctionalInterface
public interface Caller {
    /** Makes one call. */
    void call(Completion completion);

    /** Learns how a call ended. */
    interface Completion {
        /**
         * It worked.
         *
         * @param items what it did so many times at once: one registration, a hundred renewals
         */
        void succeeded(int items);

        /**
         * It did not.
         *
         * @param reason a short name that is the same for all failures of its kind
         */
        void failed(String reason);
    }
}
