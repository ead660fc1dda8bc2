package io.serviceregistry.client.internal.view;

import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceEvent.Kind;
import io.serviceregistry.client.InstanceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What leads from one list of instances to another, when nobody told. */
final class SnapshotDifference {

    private SnapshotDifference() {}

    /** The events, in the order of the keys; those of a revision that nobody knows have that of the later list. */
    static List<InstanceEvent> between(List<Instance> before, List<Instance> after, long revision) {
        Map<InstanceKey, Instance> left = new TreeMap<>();
        before.forEach(instance -> left.put(instance.key(), instance));
        List<InstanceEvent> events = new ArrayList<>();
        for (Instance instance : after) {
            Instance earlier = left.remove(instance.key());
            if (earlier == null) {
                events.add(new InstanceEvent(
                        Kind.JOINED, instance.modifiedRevision(), instance.key(), instance, null, instance.reason()));
            } else if (!earlier.equals(instance)) {
                events.add(new InstanceEvent(
                        Kind.CHANGED,
                        instance.modifiedRevision(),
                        instance.key(),
                        instance,
                        earlier.status(),
                        instance.reason()));
            }
        }
        left.forEach((key, instance) ->
                events.add(new InstanceEvent(Kind.LEFT, revision, key, null, instance.status(), ChangeReason.UNTOLD)));
        return events;
    }
}
