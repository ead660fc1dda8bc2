package io.serviceregistry.examples.order;

import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of the orders since it was last asked. Thread-safe. */
final class Tally {

    private final Map<String, Integer> charged = new TreeMap<>();
    private int failed;
    private String lastFailure = "";

    synchronized void charged(String instanceId) {
        charged.merge(instanceId, 1, Integer::sum);
    }

    synchronized void failed(Status status) {
        failed++;
        lastFailure = status.getCode() + ": " + status.getDescription();
    }

    /** As a line for people; and begins anew. */
    synchronized String take() {
        int orders =
                failed + charged.values().stream().mapToInt(Integer::intValue).sum();
        String byInstance = charged.entrySet().stream()
                .map(each -> each.getKey() + ' ' + each.getValue())
                .collect(Collectors.joining(", "));
        String line = "orders " + orders + ", failed " + failed
                + (failed == 0 ? "" : " (" + lastFailure + ')')
                + " | " + (byInstance.isEmpty() ? "charged by nobody" : byInstance);
        charged.clear();
        failed = 0;
        return line;
    }
}
