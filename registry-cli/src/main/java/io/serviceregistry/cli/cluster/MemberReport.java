package io.serviceregistry.cli.cluster;

import io.serviceregistry.client.NodeRole;
import io.serviceregistry.client.NodeStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One member as the report shows it.
 *
 * @param seat which member
 * @param status what it said; null when it did not answer
 * @param position the state it was in; null when it did not answer
 */
public record MemberReport(
        Seat seat, @Nullable NodeStatus status, @Nullable StatePosition position) {
    /** The id. */
    public String id() {
        return seat.id();
    }

    /** What it plays, or why it plays nothing: leader, follower, candidate, not_serving, stopped, paused, unreachable. */
    public String role() {
        if (status != null) {
            return status.header().role().name().toLowerCase(Locale.ROOT);
        }
        return seat.process() == null || seat.mayAnswer()
                ? "unreachable"
                : seat.process().name().toLowerCase(Locale.ROOT);
    }

    /** Whether it takes part and serves. */
    public boolean healthy() {
        return status != null && status.ready() && (leads() || status.header().role() == NodeRole.FOLLOWER);
    }

    /** Why it is not healthy, for people; empty when it is. */
    public String problem() {
        if (healthy()) {
            return "";
        }
        return status == null ? role() : status.notReadyReason().isEmpty() ? role() : status.notReadyReason();
    }

    boolean leads() {
        return status != null && status.header().role() == NodeRole.LEADER;
    }
}
