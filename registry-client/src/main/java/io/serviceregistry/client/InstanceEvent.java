package io.serviceregistry.client;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One instance and what a change made of it, as a watch with its filter sees it.
 *
 * @param kind what it means for who keeps a list of what matches
 * @param revision the revision of the change; of the last one, when several are told as one
 * @param key the instance
 * @param instance as it is after the change, without what changes with each renewal; null when it left
 * @param previousStatus its status before; of several changes told as one, before the first of them in which it matched; null
 *     when it was not there
 * @param reason why it changed
 */
public record InstanceEvent(
        Kind kind,
        long revision,
        InstanceKey key,
        @Nullable Instance instance,
        @Nullable EffectiveStatus previousStatus,
        ChangeReason reason) {

    /** What an event means. */
    public enum Kind {
        /** It matches, and did not before. */
        JOINED,
        /** It matched before, and does. */
        CHANGED,
        /** It does not match any more: it is gone, or it changed. */
        LEFT,
        /** A kind this library does not know; the list of what matches is right nonetheless. */
        UNRECOGNIZED
    }

    public InstanceEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(reason, "reason");
    }

    /** The instance after the change, unless it left. */
    public Optional<Instance> after() {
        return Optional.ofNullable(instance);
    }
}
