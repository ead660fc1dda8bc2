package io.serviceregistry.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.LocalCluster.StopReport;
import io.serviceregistry.cli.output.WriteJson;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops the local cluster. */
@Command(
        name = "down",
        description = {
            "Stop every node in good order; one that has not stopped after 15 s is killed.",
            "What is registered stays on disk, and no lease runs out meanwhile."
        })
final class ClusterDown implements Callable<Integer> {
    private final Session session;

    @Option(names = "--delete-data", description = "Delete the cluster's files, the registry's content included.")
    private boolean deleteData;

    ClusterDown(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Optional<LocalCluster> cluster = session.findLocalCluster();
        StopReport report = cluster.map(LocalCluster::stopAll).orElse(new StopReport(List.of(), List.of()));
        if (deleteData) {
            cluster.ifPresent(LocalCluster::delete);
        }
        boolean deleted = deleteData && cluster.isPresent();
        session.answer(json(report, deleted), () -> print(report, deleted));
        return 0;
    }

    private static ObjectNode json(StopReport report, boolean deleted) {
        ObjectNode json = WriteJson.empty();
        report.stopped().forEach(json.putArray("stopped")::add);
        report.killed().forEach(json.putArray("killed")::add);
        return json.put("data_deleted", deleted);
    }

    private void print(StopReport report, boolean deleted) {
        session.terminal()
                .answer(
                        report.stopped().isEmpty()
                                ? "No node was running."
                                : "Stopped " + String.join(", ", report.stopped()) + '.');
        if (!report.killed().isEmpty()) {
            session.terminal().answer("Killed, for not stopping in time: " + String.join(", ", report.killed()) + '.');
        }
        if (deleted) {
            session.terminal().answer("Deleted the data.");
        }
    }
}
