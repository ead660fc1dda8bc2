package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.LoggedCommand;
import io.serviceregistry.proto.log.v1.Outcome;
import java.util.List;

/**
 * What a command in the log came to.
 *
 * @param place where the command is
 * @param told where its answer says that it took effect: its own place, or that of the first attempt of its request
 * @param executed false when it was refused before it was looked at, or its request had been answered before
 * @param changes what it changed in the catalog; each at the revision of {@code told}
 */
public record Effect(
        LoggedCommand command, Place place, Told told, Outcome outcome, boolean executed, List<Change> changes) {
    public Effect {
        changes = List.copyOf(changes);
    }

    /** Where and when an outcome came about: the revision is that right after it. */
    public record Told(Place place, long revision, long timeMillis) {}
}
