package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One instance and what a change made of it, as a watch with its filter sees it.
 *
 * @param revision of the change; of the last one, when several are told as one
 * @param instance as it is after the change; null when it is gone, or does not match any more
 * @param previousStatus before the change; null when it was not there
 */
public record WatchEvent(
        Kind kind,
        long revision,
        InstanceKey key,
        @Nullable InstanceView instance,
        @Nullable EffectiveStatus previousStatus,
        ChangeReason reason) {
    /** What it means for who keeps a list of what matches. */
    public enum Kind {
        /** It matches, and did not before. */
        JOINED,
        /** It matched before, and does. */
        CHANGED,
        /** It matched before, and does not: it is gone, or it changed. */
        LEFT
    }

    /** What an instance before and after means behind a filter; nothing when it matches neither before nor after. */
    static Optional<WatchEvent> of(
            WatchFilter filter,
            long revision,
            InstanceKey key,
            @Nullable InstanceView before,
            @Nullable InstanceView after,
            ChangeReason reason) {
        boolean matched = filter.matches(before);
        boolean matches = filter.matches(after);
        if (!matched && !matches) {
            return Optional.empty();
        }
        Kind kind = !matches ? Kind.LEFT : matched ? Kind.CHANGED : Kind.JOINED;
        return Optional.of(new WatchEvent(
                kind, revision, key, matches ? after : null, before == null ? null : before.status(), reason));
    }
}
