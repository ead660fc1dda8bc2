package io.serviceregistry.cli.cluster;

import io.serviceregistry.cli.cluster.ClusterReport.Agreement;
import io.serviceregistry.cli.time.Clock;
import io.serviceregistry.cli.time.Patience;
import io.serviceregistry.client.NodeStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Asks every member at once and puts the answers together. */
public final class ClusterCheck {
    private static final Duration COMPARE_LIMIT = Duration.ofSeconds(3);
    private static final Duration COMPARE_INTERVAL = Duration.ofMillis(20); // entries come every 50 ms under load

    private final NodeProbe probe;
    private final Executor executor;
    private final Clock clock;

    /** Asks through the probe, each member on the executor. */
    public ClusterCheck(NodeProbe probe, Executor executor, Clock clock) {
        this.probe = probe;
        this.executor = executor;
        this.clock = clock;
    }

    /** One look, without comparing digests. */
    public ClusterReport look(List<Seat> seats) {
        return report(seats, ask(seats), Map.of(), Agreement.NOT_COMPARED);
    }

    /**
     * Looks until all that answer were seen at one log index, or for three seconds; then compares their digests there.
     * Revisions and digests of the report are those of that index.
     */
    public ClusterReport compare(List<Seat> seats) {
        SeenStates seen = new SeenStates();
        Patience patience = Patience.of(clock, COMPARE_LIMIT, COMPARE_INTERVAL);
        Map<String, NodeStatus> answers;
        Map<String, StatePosition> common;
        do {
            answers = ask(seats);
            answers.forEach((id, status) -> seen.add(id, StatePosition.of(status)));
            common = answers.size() < 2
                    ? Map.of()
                    : seen.findCommon(answers.keySet()).orElse(Map.of());
        } while (answers.size() >= 2 && common.isEmpty() && patience.pause());
        return report(seats, answers, common, common.isEmpty() ? Agreement.NOT_COMPARED : agreement(common));
    }

    private static Agreement agreement(Map<String, StatePosition> common) {
        Set<String> digests =
                common.values().stream().map(StatePosition::digest).collect(Collectors.toSet());
        return digests.size() == 1 ? Agreement.AGREE : Agreement.DIFFER;
    }

    private static ClusterReport report(
            List<Seat> seats, Map<String, NodeStatus> answers, Map<String, StatePosition> common, Agreement agreement) {
        List<MemberReport> members = seats.stream()
                .map(seat -> {
                    NodeStatus status = answers.get(seat.id());
                    StatePosition position =
                            status == null ? null : common.getOrDefault(seat.id(), StatePosition.of(status));
                    return new MemberReport(seat, status, position);
                })
                .toList();
        return new ClusterReport(members, agreement);
    }

    private Map<String, NodeStatus> ask(List<Seat> seats) {
        Map<String, CompletableFuture<Optional<NodeStatus>>> asked = new LinkedHashMap<>();
        for (Seat seat : seats) {
            if (seat.mayAnswer()) {
                asked.put(seat.id(), CompletableFuture.supplyAsync(() -> probe.ask(seat.grpc()), executor));
            }
        }
        Map<String, NodeStatus> answers = new LinkedHashMap<>();
        asked.forEach((id, answer) -> answer.join().ifPresent(status -> answers.put(id, status)));
        return answers;
    }
}
