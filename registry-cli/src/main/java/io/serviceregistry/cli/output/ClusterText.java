package io.serviceregistry.cli.output;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.cluster.ClusterReport.Agreement;
import io.serviceregistry.cli.cluster.MemberReport;
import io.serviceregistry.cli.cluster.StatePosition;
import io.serviceregistry.cli.local.Restarts;
import io.serviceregistry.cli.output.Table.Cell;
import io.serviceregistry.client.StateAgreement;
import java.util.ArrayList;
import java.util.List;

/** The cluster as people see it. */
public final class ClusterText {
    private ClusterText() {}

    /** One line for each member. */
    public static Table table(ClusterReport report) {
        Table table = new Table(
                "NODE", "ROLE", "HEALTHY", "GRPC", "PEER", "REVISION", "LOG INDEX", "DIGEST", "AGREED AT", "LEVEL");
        for (MemberReport member : report.members()) {
            StatePosition position = member.position();
            table.row(
                    Cell.of(member.id()),
                    new Cell(member.role(), member.role().equals("leader") ? Tone.STRONG : Tone.PLAIN),
                    member.healthy() ? new Cell("yes", Tone.GOOD) : new Cell("no", Tone.BAD),
                    Cell.of(member.seat().grpc()),
                    Cell.of(member.seat().peer()),
                    Cell.of(position == null ? "-" : Long.toString(position.revision())),
                    Cell.of(position == null ? "-" : Long.toString(position.logIndex())),
                    Cell.of(position == null ? "-" : position.digest()),
                    agreed(member),
                    member.status() == null ? Cell.of("-") : NodeText.level(member.status()));
        }
        return table;
    }

    /** What the supervisors have had to do, a line for each node that was started again or given up. */
    public static List<String> restarts(ClusterReport report) {
        List<String> lines = new ArrayList<>();
        for (MemberReport member : report.members()) {
            Restarts restarts = member.seat().restarts();
            if (restarts != null && (restarts.count() > 0 || restarts.gaveUp())) {
                lines.add(member.id() + " was started again " + restarts.count()
                        + (restarts.count() == 1 ? " time" : " times") + " by its supervisor"
                        + (restarts.gaveUp() ? ", which has given up" : "") + "; last exit code "
                        + restarts.lastExitCode() + '.');
            }
        }
        return lines;
    }

    /** Where the member's state was last found to be that of the others, by the cluster itself. */
    private static Cell agreed(MemberReport member) {
        if (member.status() == null) {
            return Cell.of("-");
        }
        StateAgreement agreement = member.status().agreement();
        if (agreement.divergence() != null) {
            return new Cell("differs at " + agreement.divergence().logIndex(), Tone.BAD);
        }
        String agreed = agreement.agreedIndex() == 0 ? "never" : Long.toString(agreement.agreedIndex());
        return agreement.notCompared().contains(member.id())
                ? new Cell(agreed + ", not at " + agreement.comparedIndex(), Tone.ATTENTION)
                : Cell.of(agreed);
    }

    /** What to make of it, in one line. */
    public static String verdict(ClusterReport report, Style style) {
        if (report.isAllWell()) {
            return style.paint(Tone.GOOD, "Healthy") + ": " + report.leader().orElseThrow()
                    + " leads, all digests agree.";
        }
        Tone tone = report.agreement() == Agreement.DIFFER || report.leader().isEmpty() ? Tone.BAD : Tone.ATTENTION;
        String leader = report.leader().map(id -> id + " leads; ").orElse("nobody leads; ");
        return style.paint(tone, "Not well") + ": " + leader + report.complaint() + ".";
    }
}
