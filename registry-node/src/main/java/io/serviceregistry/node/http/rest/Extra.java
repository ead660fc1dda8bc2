package io.serviceregistry.node.http.rest;

import java.util.ArrayList;
import java.util.List;

/**
 * A parameter that HTTP has and the schema has not.
 *
 * @param type as JSON schemas name it
 */
record Extra(String name, boolean inQuery, String type, String description) {
    /** Those of a method. */
    static List<Extra> of(Binding binding) {
        List<Extra> extras = new ArrayList<>();
        if (LeaseState.concerns(binding)) {
            extras.add(
                    new Extra(
                            LeaseState.PARAMETER,
                            true,
                            "boolean",
                            "True: with what changes at each renewal, `renewals` and `lease_remaining_millis`; and without an entity tag."));
        }
        if (EntityTag.concerns(binding)) {
            extras.add(new Extra(
                    "If-None-Match",
                    false,
                    "string",
                    "Entity tags of former answers: when the answer would be one of them, it is 304 without a body."));
        }
        if (binding.polls()) {
            extras.add(new Extra(
                    WatchPoll.AFTER,
                    true,
                    "string",
                    "The `revision` of the answer before: what changed since. Absent: all that matches, at once."));
            extras.add(
                    new Extra(
                            WatchPoll.CLUSTER_ID,
                            true,
                            "string",
                            "The `cluster_id` of the answer before. Absent: that of this node. Of another cluster: all that matches."));
            extras.add(new Extra(
                    WatchPoll.WAIT,
                    true,
                    "string",
                    "How long to wait for a change, such as `30s` or `500ms`, at most 60s. Absent: 30s."));
        } else if (binding.method().isServerStreaming()) {
            extras.add(new Extra(
                    "Last-Event-ID",
                    false,
                    "string",
                    "The id of the last event of an earlier stream: this one goes on after it."));
        }
        return extras;
    }
}
