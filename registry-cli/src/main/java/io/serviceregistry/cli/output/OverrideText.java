package io.serviceregistry.cli.output;

import io.serviceregistry.cli.output.Table.Cell;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.StatusOverride;
import java.time.Duration;
import java.util.List;

/** Overrides as people see them. */
public final class OverrideText {
    private OverrideText() {}

    /** One line for each override. */
    public static Table table(List<StatusOverride> overrides, long registryTimeMillis) {
        Table table = new Table("SCOPE", "STATUS", "OWNER", "ENDS", "REASON");
        for (StatusOverride override : overrides) {
            table.row(
                    Cell.of(override.scope().toString()),
                    new Cell(override.status().name(), InstanceText.tone(override.status())),
                    Cell.of(InstanceText.orDash(override.owner())),
                    Cell.of(ends(override.expiresAtMillis(), registryTimeMillis)),
                    Cell.of(InstanceText.orDash(override.reason())));
        }
        return table;
    }

    /** What the override of an instance says. */
    static String line(StatusOverride override) {
        StringBuilder text = new StringBuilder(override.status().name());
        if (!(override.scope() instanceof OverrideScope.OfInstance)) {
            text.append(" by ").append(override.scope());
        }
        if (!override.reason().isEmpty()) {
            text.append(": ").append(override.reason());
        }
        if (!override.owner().isEmpty()) {
            text.append(" (").append(override.owner()).append(')');
        }
        if (override.expiresAtMillis() != 0) {
            text.append(", ends at registry time ").append(override.expiresAtMillis());
        }
        return text.toString();
    }

    private static String ends(long expiresAtMillis, long registryTimeMillis) {
        if (expiresAtMillis == 0) {
            return "-";
        }
        return "in " + HumanDuration.format(Duration.ofMillis(Math.max(0, expiresAtMillis - registryTimeMillis)));
    }
}
