package io.serviceregistry.cli.output;

import io.serviceregistry.cli.output.Table.Cell;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.LeasePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Instances as people see them. */
public final class InstanceText {
    private static final int LABEL_WIDTH = 14;

    private InstanceText() {}

    /** One line for each instance. */
    public static Table table(List<Instance> instances) {
        Table table = new Table("ID", "STATUS", "ENDPOINT", "ZONE", "WEIGHT", "TAGS", "LEASE", "REMAINING", "LAPSES");
        for (Instance instance : instances) {
            table.row(
                    Cell.of(instance.key().instanceId()),
                    new Cell(statusWord(instance), tone(instance.status())),
                    Cell.of(firstEndpoint(instance)),
                    Cell.of(orDash(instance.spec().zone())),
                    Cell.of(Integer.toString(instance.spec().weight())),
                    Cell.of(orDash(String.join(",", instance.spec().tags()))),
                    Cell.of(Long.toString(instance.leaseId())),
                    Cell.of(remaining(instance)),
                    Cell.of(Integer.toString(instance.lapses())));
        }
        return table;
    }

    /** Everything about one instance, a line for each thing. */
    public static List<String> details(Instance instance, Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(labelled("instance", instance.key().toString()));
        lines.add(labelled("status", style.paint(tone(instance.status()), statusWord(instance)) + why(instance)));
        lines.add(labelled("reported", instance.spec().status().name()));
        if (instance.override() != null) {
            lines.add(labelled("override", OverrideText.line(instance.override())));
        }
        instance.spec()
                .checks()
                .forEach(check -> lines.add(labelled(
                        "check",
                        check.name() + " " + check.status()
                                + (check.output().isEmpty() ? "" : ": " + check.output()))));
        instance.spec().endpoints().forEach(endpoint -> lines.add(labelled("endpoint", endpoint(endpoint))));
        lines.add(labelled("zone", orDash(instance.spec().zone())));
        lines.add(labelled("weight", Integer.toString(instance.spec().weight())));
        lines.add(labelled("tags", orDash(String.join(", ", instance.spec().tags()))));
        for (Map.Entry<String, String> pair : instance.spec().metadata().entrySet()) {
            lines.add(labelled("metadata", pair.getKey() + "=" + pair.getValue()));
        }
        lines.add(labelled("lease", Long.toString(instance.leaseId())));
        lines.add(labelled("ttl", ttl(instance.spec().lease())));
        lines.add(labelled("remaining", remaining(instance)));
        lines.add(labelled("renewals", Long.toString(instance.renewals())));
        lines.add(labelled("lapses", Integer.toString(instance.lapses())));
        lines.add(labelled("registered", "at revision " + instance.registeredRevision()));
        lines.add(labelled("modified", "at revision " + instance.modifiedRevision() + ": " + instance.reason()));
        return lines;
    }

    /** {@code lapses after 5m, removed 60s later}. */
    public static String ttl(LeasePolicy lease) {
        if (lease.ttl() == null) {
            return "none: stays until it is deregistered";
        }
        String lapses = "lapses after " + HumanDuration.format(lease.ttl()) + " without a renewal";
        return lapses
                + (lease.removeAfter() == null
                        ? ", is never removed"
                        : ", is removed " + HumanDuration.format(lease.removeAfter()) + " later");
    }

    /** Which of lease, override, checks and report decided the status, in the order in which they do. */
    private static String why(Instance instance) {
        if (instance.status() == EffectiveStatus.LAPSED) {
            return instance.held() ? ", held: answered as if healthy" : ", its holder is silent";
        }
        if (instance.status().name().equals(instance.spec().status().name())) {
            return "";
        }
        if (instance.override() != null && instance.override().status() == instance.status()) {
            return ", by override";
        }
        return ", by its checks";
    }

    static String statusWord(Instance instance) {
        return instance.held() && instance.status() == EffectiveStatus.LAPSED
                ? "LAPSED (held)"
                : instance.status().name();
    }

    static Tone tone(EffectiveStatus status) {
        return switch (status) {
            case UP -> Tone.GOOD;
            case WARN, STARTING, DRAINING, OUT_OF_SERVICE -> Tone.ATTENTION;
            case DOWN, LAPSED -> Tone.BAD;
            case UNRECOGNIZED -> Tone.PLAIN;
        };
    }

    private static String firstEndpoint(Instance instance) {
        List<Endpoint> endpoints = instance.spec().endpoints();
        if (endpoints.isEmpty()) {
            return "-";
        }
        String more = endpoints.size() == 1 ? "" : " (+" + (endpoints.size() - 1) + ")";
        return endpoints.get(0).uri() + more;
    }

    private static String endpoint(Endpoint endpoint) {
        return endpoint.name().isEmpty() ? endpoint.uri() : endpoint.name() + "=" + endpoint.uri();
    }

    private static String remaining(Instance instance) {
        @Nullable Duration remaining = instance.leaseRemaining();
        if (remaining != null) {
            return HumanDuration.format(remaining);
        }
        return instance.spec().lease().ttl() == null ? "no ttl" : "-";
    }

    private static String labelled(String label, String value) {
        return label + " ".repeat(LABEL_WIDTH - label.length()) + value;
    }

    static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
