package io.serviceregistry.node.fault;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fault in one line, for the operator: what, and why as far as the exceptions tell. */
public final class FaultReport {
    private static final int MAX_CAUSES = 4;

    private FaultReport() {}

    /** The line; it holds no line break, whatever the exceptions say. */
    public static String line(String what, @Nullable Throwable cause) {
        List<String> parts = new ArrayList<>(List.of(what));
        for (Throwable each = cause; each != null && parts.size() <= MAX_CAUSES; each = each.getCause()) {
            String said = String.valueOf(each);
            // Many wrap another by saying it again.
            if (!parts.get(parts.size() - 1).endsWith(said)) {
                parts.add(said);
            }
        }
        return String.join(": ", parts).replaceAll("\\s+", " ");
    }
}
