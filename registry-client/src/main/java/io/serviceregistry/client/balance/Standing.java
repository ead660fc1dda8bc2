package io.serviceregistry.client.balance;

/**
 * What the calls to one registration, since the last that succeeded, came to. Immutable.
 *
 * <pre>
 * counting --failure, enough in a row--> out --its time is over--> on probation --failure--> out, twice as long
 * any --success--> forgotten
 * </pre>
 *
 * @param failures how many failed in a row, while counting
 * @param ejections how many times in a row it was ejected; 0 while counting
 * @param untilNanos when the last ejection ends, in monotonic time
 */
record Standing(int failures, int ejections, long untilNanos) {

    /** Nothing is held against it. */
    static final Standing CLEAN = new Standing(0, 0, 0);

    /** Whether it is ejected at this time; whether it is left out depends on how many others are. */
    boolean isOut(long nowNanos) {
        return ejections > 0 && nowNanos - untilNanos < 0;
    }

    /** After one more failure. Those of an ejected one are of calls that began before, and prove nothing new. */
    Standing failed(long nowNanos, OutlierLimits limits) {
        if (isOut(nowNanos)) {
            return this;
        }
        boolean onProbation = ejections > 0;
        if (!onProbation && failures + 1 < limits.consecutiveFailures()) {
            return new Standing(failures + 1, 0, 0);
        }
        int number = ejections + 1;
        return new Standing(0, number, nowNanos + limits.ejectionNanos(number));
    }
}
