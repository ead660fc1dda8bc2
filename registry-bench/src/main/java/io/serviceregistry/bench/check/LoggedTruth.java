package io.serviceregistry.bench.check;

import io.serviceregistry.bench.model.Change;
import io.serviceregistry.bench.model.Effect;
import io.serviceregistry.bench.model.Model;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import io.serviceregistry.proto.log.v1.StateReport;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchEventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the log says beside its commands: what a watch of everything would be told, from the first revision that is kept, and what
 * digests the nodes compared. One use, one thread.
 */
final class LoggedTruth implements MergedLog.Visitor {
    private final List<WatchStep> steps = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Map<InstanceKey, Instance> base = new HashMap<>();
    private long baseRevision;
    private long revision;
    private int comparisons;

    @Override
    public void begin(Model model) {
        baseRevision = model.revision();
        revision = baseRevision;
        model.all().forEach(instance -> base.put(instance.getSpec().getKey(), instance));
    }

    @Override
    public void after(ExportedEntry entry, List<Effect> effects, Model model) {
        for (Effect effect : effects) {
            if (!effect.changes().isEmpty()) {
                long to = effect.told().revision();
                List<WatchEvent> events = effect.changes().stream()
                        .filter(change ->
                                change.before().isPresent() || change.after().isPresent())
                        .map(change -> event(change, to))
                        .toList();
                steps.add(new WatchStep.Changed(revision, to, false, events));
                revision = to;
            }
            if (effect.command().hasCompareStates()) {
                compare(entry.getIndex(), effect.command().getCompareStates().getReportsList());
            }
        }
    }

    private static WatchEvent event(Change change, long revision) {
        WatchEvent.Builder event = WatchEvent.newBuilder()
                .setKind(
                        change.after().isEmpty()
                                ? WatchEventKind.WATCH_EVENT_KIND_LEFT
                                : change.before().isEmpty()
                                        ? WatchEventKind.WATCH_EVENT_KIND_JOINED
                                        : WatchEventKind.WATCH_EVENT_KIND_CHANGED)
                .setRevision(revision)
                .setKey(change.name().toKey())
                .setPreviousStatus(
                        change.before().map(Instance::getStatus).orElse(EffectiveStatus.EFFECTIVE_STATUS_UNSPECIFIED))
                .setReason(change.reason());
        change.after().ifPresent(event::setInstance);
        return event.build();
    }

    private void compare(long index, List<StateReport> reports) {
        comparisons++;
        List<StateReport> said = reports.stream().filter(StateReport::hasDigest).toList();
        if (said.stream().map(StateReport::getDigest).distinct().count() > 1) {
            violations.add(new Violation(
                    "SameDigestAtSameIndex",
                    "entry " + index + " compares states that differ: "
                            + said.toString().replaceAll("\\s+", " ")));
        }
    }

    /** For judges of watches. */
    WatchTruth watchTruth() {
        WatchTruth truth = new WatchTruth(new WatchStep.Synced(baseRevision, base));
        truth.add(steps);
        return truth;
    }

    /** The last revision. */
    long revision() {
        return revision;
    }

    /** How many times the nodes compared their states. */
    int comparisons() {
        return comparisons;
    }

    List<Violation> violations() {
        return violations;
    }
}
