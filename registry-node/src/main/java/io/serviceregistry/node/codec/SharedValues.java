package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets instances that say the same hold the same objects. Most of what an instance says, others say too: its zone, its
 * version, the names of its endpoints; and each command and each record of a snapshot brings texts of its own.
 *
 * <p>It remembers the values that it saw last, in tables of a fixed size: a value that is not there takes the place of
 * another. Having forgotten one costs a second copy of it, nothing else, so values that occur once do no harm. The state
 * knows nothing of it: whoever compares values cannot tell whether they are shared.
 *
 * <p>Confined to one thread.
 */
public final class SharedValues {
    /** A power of two, far more than there are common values: a million that occur once replace each of those 60 times. */
    private static final int SLOTS = 1 << 14;

    private final @Nullable String[] texts = new @Nullable String[SLOTS];
    private final @Nullable Metadata[] metadata = new @Nullable Metadata[SLOTS];

    /** An equal command, whose parts that the state will keep are shared. */
    public LoggedCommand in(LoggedCommand logged) {
        if (logged.command() instanceof RegisterInstance register) {
            return with(
                    logged,
                    new RegisterInstance(in(register.spec()), register.condition(), register.previousLeaseId()));
        }
        if (logged.command() instanceof UpdateInstance update
                && (update.metadata() != null || update.checks() != null)) {
            return with(logged, in(update));
        }
        return logged;
    }

    private static LoggedCommand with(LoggedCommand logged, Command command) {
        return new LoggedCommand(logged.request(), logged.notAfterMillis(), command);
    }

    private UpdateInstance in(UpdateInstance update) {
        return new UpdateInstance(
                update.key(),
                update.leaseId(),
                update.expectedRevision(),
                update.status(),
                update.metadata() == null ? null : metadata(update.metadata()),
                update.checks() == null ? null : checks(update.checks()),
                update.weight());
    }

    /** An equal spec, which shares all but what is its own: its key, and the addresses of its endpoints. */
    InstanceSpec in(InstanceSpec spec) {
        return new InstanceSpec(
                spec.key(),
                endpoints(spec.endpoints()),
                metadata(spec.metadata()),
                texts(spec.tags()),
                text(spec.zone()),
                spec.weight(),
                spec.status(),
                checks(spec.checks()),
                spec.ttlMillis(),
                spec.removeAfterMillis());
    }

    private List<String> texts(List<String> texts) {
        List<String> same = new ArrayList<>(texts.size());
        texts.forEach(text -> same.add(text(text)));
        return same;
    }

    private List<Endpoint> endpoints(List<Endpoint> endpoints) {
        List<Endpoint> same = new ArrayList<>(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            same.add(new Endpoint(text(endpoint.name()), endpoint.uri()));
        }
        return same;
    }

    private List<Check> checks(List<Check> checks) {
        List<Check> same = new ArrayList<>(checks.size());
        for (Check check : checks) {
            same.add(new Check(text(check.name()), check.status(), text(check.output())));
        }
        return same;
    }

    private SortedMap<String, String> metadata(SortedMap<String, String> map) {
        int slot = slot(map);
        Metadata known = metadata[slot];
        if (known == null || !known.equals(map)) {
            known = Metadata.copyOf(map).keptAs(this::text);
            metadata[slot] = known;
        }
        return known;
    }

    private String text(String text) {
        int slot = slot(text);
        String known = texts[slot];
        if (known == null || !known.equals(text)) {
            known = text;
            texts[slot] = known;
        }
        return known;
    }

    private static int slot(Object value) {
        int hash = value.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }
}
