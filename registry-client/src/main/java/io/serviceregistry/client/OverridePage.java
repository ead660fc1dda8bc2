package io.serviceregistry.client;

import java.util.List;

/**
 * A page of overrides: those of instances, then of services, then of zones, in the order of their names. Each page is of its own
 * revision.
 *
 * @param header where and when
 * @param overrides the overrides
 * @param nextPageToken asks for the next page; empty when this is the last
 */
public record OverridePage(AnswerHeader header, List<StatusOverride> overrides, String nextPageToken) {

    public OverridePage {
        overrides = List.copyOf(overrides);
    }

    /** Whether there is a next page. */
    public boolean hasNext() {
        return !nextPageToken.isEmpty();
    }
}
