package io.serviceregistry.node.door;

/** Told of calls as they end, whichever door they took, so that somebody can count them. Thread-safe; neither blocks nor throws. */
public interface CallObserver {
    /** The outcome of a call that came to what it asked for. */
    String OK = "OK";

    /** The outcome of a call whose caller went before the answer. */
    String CANCELLED = "CANCELLED";

    /** Counts nothing. */
    CallObserver NONE = (door, operation) -> new Operation() {
        @Override
        public void answered(String outcome, long nanos) {}

        @Override
        public void closed(String outcome) {}
    };

    /**
     * What one operation of one door tells its calls to, the same for the same names. Where calls are many, to be asked for once
     * and kept.
     *
     * @param operation a method of the schema or a route: one of a number that is known, never what a caller may choose
     */
    Operation operation(String door, String operation);

    /** One operation. {@code outcome} is one of the few that there are: {@link #OK}, or the name of what went wrong. */
    interface Operation {
        /** A call was answered after so long. */
        void answered(String outcome, long nanos);

        /** A call ended that is open for as long as its caller likes: how long that was says nothing. */
        void closed(String outcome);
    }
}
