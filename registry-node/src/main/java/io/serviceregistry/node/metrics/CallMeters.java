package io.serviceregistry.node.metrics;

import io.micrometer.core.instrument.Timer;
import io.serviceregistry.node.door.CallObserver;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the calls of all doors: how many came to what, and how long they took. Thread-safe. */
public final class CallMeters implements CallObserver {
    private record Name(String door, String operation) {}

    private final NodeMetrics metrics;
    private final ConcurrentMap<Name, Operation> operations = new ConcurrentHashMap<>();

    public CallMeters(NodeMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Operation operation(String door, String operation) {
        return operations.computeIfAbsent(new Name(door, operation), Counted::new);
    }

    private final class Counted implements Operation {
        private final Name name;
        private final LongAdder ok;
        private final ConcurrentMap<String, LongAdder> others = new ConcurrentHashMap<>();
        private volatile @Nullable Timer timer;

        Counted(Name name) {
            this.name = name;
            this.ok = counted(OK);
        }

        @Override
        public void answered(String outcome, long nanos) {
            count(outcome);
            timer().record(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void closed(String outcome) {
            count(outcome);
        }

        private void count(String outcome) {
            (outcome.equals(OK) ? ok : others.computeIfAbsent(outcome, this::counted)).increment();
        }

        private LongAdder counted(String outcome) {
            LongAdder count = new LongAdder();
            metrics.counter(
                    Metric.REQUESTS,
                    count::sum,
                    "door",
                    name.door(),
                    "operation",
                    name.operation(),
                    "outcome",
                    outcome);
            return count;
        }

        /** Made with the first call that is timed: many operations see none, and a histogram is a dozen series. */
        private Timer timer() {
            Timer known = timer;
            if (known == null) {
                known = metrics.timer(Metric.REQUEST_TIME, "door", name.door(), "operation", name.operation());
                timer = known;
            }
            return known;
        }
    }
}
