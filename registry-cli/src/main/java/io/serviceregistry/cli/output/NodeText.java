package io.serviceregistry.cli.output;

import io.serviceregistry.cli.output.Table.Cell;
import io.serviceregistry.client.NodeStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What nodes say of themselves, as people see it. */
public final class NodeText {
    private NodeText() {}

    /** One line for each address; those that did not answer are not ready. */
    public static Table table(List<String> addresses, Map<String, NodeStatus> answers) {
        Table table = new Table(
                "ADDRESS",
                "NODE",
                "ROLE",
                "READY",
                "TERM",
                "LOG INDEX",
                "REVISION",
                "SERVICES",
                "INSTANCES",
                "LEASES",
                "UPTIME",
                "VERSION",
                "LEVEL");
        for (String address : addresses) {
            NodeStatus status = answers.get(address);
            if (status == null) {
                table.row(
                        Cell.of(address),
                        Cell.of("-"),
                        Cell.of("-"),
                        new Cell("no answer", Tone.BAD),
                        Cell.of("-"),
                        Cell.of("-"),
                        Cell.of("-"),
                        Cell.of("-"),
                        Cell.of("-"),
                        Cell.of("-"),
                        Cell.of("-"),
                        Cell.of("-"),
                        Cell.of("-"));
                continue;
            }
            table.row(
                    Cell.of(address),
                    Cell.of(status.header().nodeId()),
                    Cell.of(status.header().role().name().toLowerCase(Locale.ROOT)),
                    ready(status),
                    Cell.of(Long.toString(status.term())),
                    Cell.of(Long.toString(status.header().logIndex())),
                    Cell.of(Long.toString(status.header().revision())),
                    Cell.of(Long.toString(status.services())),
                    Cell.of(Long.toString(status.instances())),
                    Cell.of(Long.toString(status.leases())),
                    Cell.of(HumanDuration.format(status.uptime())),
                    Cell.of(status.version()),
                    level(status));
        }
        return table;
    }

    /** The feature level that is in use, and the one that the node understands when that is a higher one. */
    static Cell level(NodeStatus status) {
        return status.supportedFeatureLevel() > status.featureLevel()
                ? new Cell(status.featureLevel() + " of " + status.supportedFeatureLevel(), Tone.ATTENTION)
                : Cell.of(Integer.toString(status.featureLevel()));
    }

    private static Cell ready(NodeStatus status) {
        if (!status.ready()) {
            return new Cell("no: " + status.notReadyReason(), Tone.BAD);
        }
        return status.diskSlow().isZero()
                ? new Cell("yes", Tone.GOOD)
                : new Cell("yes, disk slow for " + HumanDuration.format(status.diskSlow()), Tone.BAD);
    }
}
