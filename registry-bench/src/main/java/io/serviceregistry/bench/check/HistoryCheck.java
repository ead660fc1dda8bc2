package io.serviceregistry.bench.check;

import io.serviceregistry.bench.check.wgl.Call;
import io.serviceregistry.bench.check.wgl.Linearizability.Finding;
import io.serviceregistry.bench.check.wgl.ServiceOperation;
import io.serviceregistry.bench.check.wgl.ServiceSpecification;
import io.serviceregistry.bench.history.ExportedLog;
import io.serviceregistry.bench.history.Op;
import io.serviceregistry.bench.history.StoredHistory;
import io.serviceregistry.bench.model.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** All judges on one history and the logs of its nodes. */
public final class HistoryCheck {
    /** Of one part of a history; beyond it the search is given up, and says so. Some two seconds. */
    static final long MAX_TRIES = 300_000;

    private final Map<String, String> counts = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private final List<String> undecided = new ArrayList<>();

    private HistoryCheck() {}

    /**
     * What came out.
     *
     * @param counts what was judged, for people, in the order to show it
     * @param undecided parts of which nothing can be said
     */
    public record Result(Map<String, String> counts, List<Violation> violations, List<String> undecided) {
        /** True when everything was judged and nothing is wrong. */
        public boolean isClean() {
            return violations.isEmpty() && undecided.isEmpty();
        }
    }

    /**
     * Judges.
     *
     * @param logs of the nodes; with none, only what can be told without them
     */
    public static Result of(StoredHistory history, List<ExportedLog> logs) throws IOException {
        HistoryCheck check = new HistoryCheck();
        check.count(history);
        check.searchFor(history.operations());
        if (logs.isEmpty()) {
            check.undecided.add("no logs: places, leases and watches were not judged");
        } else {
            check.replay(history, MergedLog.of(logs));
        }
        return new Result(check.counts, check.violations, check.undecided);
    }

    private void count(StoredHistory history) {
        Map<Op.Kind, Map<String, Integer>> kinds = new TreeMap<>();
        for (Op op : history.operations()) {
            String outcome = op.isGranted() ? "ok" : op.isOk() ? "refused" : op.isNotApplied() ? "not applied" : "open";
            kinds.computeIfAbsent(op.kind(), kind -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
        }
        counts.put("operations", Integer.toString(history.operations().size()));
        kinds.forEach((kind, outcomes) -> counts.put(
                "  " + kind.name().toLowerCase(Locale.ROOT), outcomes.toString().replaceAll("[{}]", "")));
    }

    /** What the search for an order finds by itself. */
    static List<Violation> search(List<Op> operations) {
        HistoryCheck check = new HistoryCheck();
        check.searchFor(operations);
        return check.violations;
    }

    private void searchFor(List<Op> operations) {
        long tries = 0;
        int parts = 0;
        int largest = 0;
        for (var part : ServicePartitions.of(operations).entrySet()) {
            List<Call<ServiceOperation>> calls = part.getValue();
            Finding<ServiceOperation> finding = ServiceSpecification.check(calls, MAX_TRIES);
            parts++;
            largest = Math.max(largest, calls.size());
            tries += finding.tried();
            switch (finding.verdict()) {
                case LINEARIZABLE -> {}
                case NOT_LINEARIZABLE ->
                    violations.add(new Violation(
                            "Linearizable",
                            part.getKey() + ": no order explains what its callers heard; of " + calls.size()
                                    + " operations " + finding.furthest() + " can be put in order, and then not "
                                    + finding.stuck()));
                case UNDECIDED ->
                    undecided.add(part.getKey() + ": given up after " + finding.tried() + " steps of the search for an"
                            + " order of " + calls.size() + " operations");
            }
        }
        counts.put("parts searched for an order", parts + ", of up to " + largest + " operations");
        counts.put("  steps of the search", Long.toString(tries));
    }

    private void replay(StoredHistory history, MergedLog log) throws IOException {
        WitnessChecker witness = new WitnessChecker(history.operations());
        LeaseChecker leases = new LeaseChecker(history.operations());
        LoggedTruth truth = new LoggedTruth();
        Model model = log.replay(List.of(witness, leases, truth));
        violations.addAll(log.violations());
        violations.addAll(truth.violations());
        violations.addAll(witness.end(log.uncommitted()));
        violations.addAll(leases.end(model));
        counts.put(
                "entries of the log",
                log.entries().size() + ", " + log.uncommitted().size() + " more uncommitted");
        counts.put("  revisions", Long.toString(truth.revision()));
        counts.put("  comparisons of digests", Integer.toString(truth.comparisons()));
        counts.put("answers held against the log", Integer.toString(witness.judged()));
        counts.put("  not judged", Integer.toString(witness.skipped()));
        counts.put("lease lives", Integer.toString(leases.granted()));
        counts.put("  renewals", Long.toString(leases.renewals()));
        counts.put("  lapses", Integer.toString(leases.lateness().size()));
        counts.put("  late by, in ms of registry time", distribution(leases.lateness()));
        watch(history, truth);
        counts.put("lost acknowledgements", promise("AckedMeansDurable"));
        counts.put("stale or wrong reads", promise("Linearizable", "LabelledReads", "MonotonicReads"));
        counts.put("wrong expirations", promise("NoEarlyExpiry"));
    }

    private void watch(StoredHistory history, LoggedTruth logged) throws IOException {
        WatchTruth truth = logged.watchTruth();
        int before = violations.size();
        int deliveries = 0;
        int older = 0;
        for (var watch : history.watches().entrySet()) {
            RecordedWatch recorded = RecordedWatch.of(watch.getKey(), watch.getValue());
            deliveries += recorded.deliveries();
            older += WatchChecker.olderThan(truth, recorded.steps());
            violations.addAll(recorded.check(truth));
        }
        counts.put("watches", Integer.toString(history.watches().size()));
        counts.put("  deliveries", Integer.toString(deliveries));
        counts.put("  steps older than the log", Integer.toString(older));
        counts.put("  errors", Integer.toString(violations.size() - before));
    }

    private String promise(String... names) {
        List<String> wanted = List.of(names);
        return Long.toString(violations.stream()
                .filter(violation -> wanted.contains(violation.promise()))
                .count());
    }

    private static String distribution(List<Long> ascending) {
        return ascending.isEmpty()
                ? "none"
                : "p50 %d, p99 %d, max %d"
                        .formatted(
                                ascending.get(ascending.size() / 2),
                                ascending.get(ascending.size() * 99 / 100),
                                ascending.get(ascending.size() - 1));
    }
}
