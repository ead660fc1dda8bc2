package io.serviceregistry.cli.output;

import io.serviceregistry.cli.output.Table.Cell;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.ServiceSummary;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Services as people see them. */
public final class ServiceText {
    private ServiceText() {}

    /** What was read: the revision, how many of how many, who answered. */
    public static String footer(ServiceInstances found) {
        StringBuilder line = new StringBuilder();
        line.append("revision ").append(found.header().revision());
        line.append(", ").append(found.instances().size()).append(" of ").append(found.total());
        line.append(found.total() == 1 ? " instance" : " instances");
        int leftOut = found.matching() - found.instances().size();
        if (leftOut > 0) {
            line.append(" (").append(leftOut).append(leftOut == 1 ? " more matches)" : " more match)");
        }
        line.append(", from ").append(found.header().nodeId());
        Duration age = found.header().age();
        if (age != null) {
            line.append(", at most ").append(HumanDuration.format(age)).append(" old");
        }
        if (found.spilledOver()) {
            line.append("; SPILLED OVER: too few healthy instances in the zone, so all zones are listed");
        }
        if (found.held()) {
            line.append("; HELD: lapsed instances are answered as if healthy, see 'registryctl hold release'");
        }
        return line.toString();
    }

    /** The sentence that stands for an empty list. */
    public static String whyEmpty(ServiceInstances found) {
        EmptyReason reason = found.emptyReason();
        if (reason == null) {
            return "No more instances of " + found.service() + " than those of the pages before.";
        }
        String why = switch (reason) {
            case NO_SUCH_SERVICE -> "no instance is registered under that name";
            case ALL_LAPSED -> "every instance's lease has lapsed";
            case ALL_DRAINING -> "every living instance is draining or out of service";
            case FILTERED_OUT -> "there are instances, but none passes the filter; see --all";
            case UNRECOGNIZED -> "the registry gives a reason that this program is too old to know";
        };
        return "No instances of " + found.service() + ": " + why + ".";
    }

    /** One line for each service. */
    public static Table services(List<ServiceSummary> services) {
        Table table = new Table("SERVICE", "HEALTHY", "TOTAL", "STATUS", "REVISION");
        for (ServiceSummary service : services) {
            String counts = service.counts().entrySet().stream()
                    .map(count -> count.getValue() + " " + count.getKey())
                    .collect(Collectors.joining(", "));
            table.row(
                    Cell.of(service.service()),
                    new Cell(Integer.toString(service.healthy()), service.healthy() == 0 ? Tone.BAD : Tone.PLAIN),
                    Cell.of(Integer.toString(service.total())),
                    Cell.of(service.held() ? counts + " (held)" : counts),
                    Cell.of(Long.toString(service.modifiedRevision())));
        }
        return table;
    }
}
