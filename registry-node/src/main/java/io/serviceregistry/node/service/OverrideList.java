package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.model.ZoneKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/** The overrides that there are, whatever they are on, page by page. Thread-safe, never blocks. */
public final class OverrideList {
    /** The most overrides on a page. */
    public static final int MAX_PAGE_SIZE = 1_000;

    static final int DEFAULT_PAGE_SIZE = 100;

    /** What parts the names within a page token: no name holds it. */
    private static final String BREAK = "\n";

    /** A page of overrides, the narrowest scopes first; {@code nextPageToken} is empty when it is the last. */
    public record Page(ReadView from, List<StatusOverride> overrides, String nextPageToken) {}

    private final String clusterId;
    private final ReadConsistency consistency;
    private final AdmissionControl admission;

    public OverrideList(String clusterId, ReadConsistency consistency, AdmissionControl admission) {
        this.clusterId = clusterId;
        this.consistency = consistency;
        this.admission = admission;
    }

    /**
     * A page. Throws and completes as {@link Discovery} does.
     *
     * @param namespace only those of this one; empty for all
     * @param pageSize 0 means the default
     * @param pageToken from the answer before; empty for the first page
     */
    public CompletableFuture<Page> page(
            String namespace, long pageSize, String pageToken, ReadOptions read, Duration budget) {
        String only = FieldRules.optionalName("namespace", namespace, InstanceRules.MAX_NAME_BYTES);
        int size = (int) FieldRules.number("page_size", pageSize, 0, MAX_PAGE_SIZE);
        PageTokens tokens = PageTokens.ofOverrides(clusterId, only);
        OverrideScope after = pageToken.isEmpty() ? null : scope(tokens.read(pageToken));
        read.check("read");
        admission.admit();
        return consistency.view(read, budget).thenApply(from -> {
            admission.requireRightState();
            return page(from, only, size == 0 ? DEFAULT_PAGE_SIZE : size, after, tokens);
        });
    }

    private static Page page(ReadView from, String only, int size, @Nullable OverrideScope after, PageTokens tokens) {
        TreePMap<OverrideScope, StatusOverride> all = from.view().image().overrides();
        List<StatusOverride> page = new ArrayList<>();
        OverrideScope last = after;
        OverrideScope next = after == null ? (all.isEmpty() ? null : all.firstKey()) : all.higherKey(after);
        for (; next != null; next = all.higherKey(next)) {
            if (only.isEmpty() || next.namespace().equals(only)) {
                if (page.size() == size) {
                    return new Page(from, page, last == null ? "" : tokens.after(text(last)));
                }
                page.add(all.get(next));
                last = next;
            }
        }
        return new Page(from, page, "");
    }

    private static String text(OverrideScope scope) {
        return scope.map(
                key -> String.join(
                        BREAK, key.service().namespace(), key.service().service(), key.instanceId(), ""),
                key -> String.join(BREAK, key.namespace(), key.service()),
                key -> String.join(BREAK, key.namespace(), key.zone(), ""));
    }

    /** The scope of a text that was made here: the seal of its token says so. */
    private static OverrideScope scope(String text) {
        String[] names = text.split(BREAK, -1);
        return switch (names.length) {
            case 4 -> OverrideScope.of(InstanceKey.of(names[0], names[1], names[2]));
            case 2 -> OverrideScope.of(new ServiceKey(names[0], names[1]));
            case 3 -> OverrideScope.of(new ZoneKey(names[0], names[1]));
            default -> throw new InvalidPageTokenException("namespace");
        };
    }
}
