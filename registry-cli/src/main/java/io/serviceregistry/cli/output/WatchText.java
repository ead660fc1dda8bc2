package io.serviceregistry.cli.output;

import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceChanges;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.WatchedInstances;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a watch sees, for people: a line for each instance and each event. */
public final class WatchText {
    private static final int KIND_WIDTH = 8;

    private WatchText() {}

    /** All there is, and at which revision. */
    public static List<String> synced(WatchedInstances watched, Style style) {
        List<String> lines = new ArrayList<>();
        watched.all().forEach(instance -> lines.add(line("is", instance, style)));
        int count = watched.instances().size();
        lines.add("-- " + count + (count == 1 ? " instance" : " instances") + " at revision " + watched.revision()
                + "; following");
        return lines;
    }

    /** What happened. */
    public static List<String> changes(InstanceChanges changes, Style style) {
        List<String> lines = new ArrayList<>();
        if (changes.coalesced()) {
            lines.add("-- revisions " + (changes.fromRevision() + 1) + ".." + changes.toRevision() + " in one step");
        }
        changes.events().forEach(event -> lines.add(event(event, style)));
        return lines;
    }

    private static String event(InstanceEvent event, Style style) {
        String kind = event.kind().name().toLowerCase(Locale.ROOT);
        Instance instance = event.instance();
        String what = instance == null
                ? padded(kind) + name(event.key()) + ' ' + was(event.previousStatus())
                : line(kind, instance, style)
                        + (event.previousStatus() == null || event.previousStatus() == instance.status()
                                ? ""
                                : ' ' + was(event.previousStatus()));
        return what + ": " + event.reason() + " at revision " + event.revision();
    }

    private static String line(String kind, Instance instance, Style style) {
        String endpoint = instance.primaryEndpoint().map(Endpoint::uri).orElse("-");
        return padded(kind)
                + name(instance.key())
                + ' '
                + style.paint(InstanceText.tone(instance.status()), InstanceText.statusWord(instance))
                + ' '
                + endpoint;
    }

    private static String was(@Nullable EffectiveStatus previous) {
        return "(was " + previous + ')';
    }

    private static String name(InstanceKey key) {
        return key.service() + '/' + key.instanceId();
    }

    private static String padded(String kind) {
        return kind + " ".repeat(Math.max(1, KIND_WIDTH - kind.length()));
    }
}
