package io.serviceregistry.client;

import java.util.Objects;

/**
 * Asks for a page of the overrides that there are.
 *
 * @param namespace only those of this one; empty for all
 * @param pageSize the most overrides to answer with, 1 to 1,000
 * @param pageToken from the page before; empty for the first page
 * @param read how fresh the answer must be
 */
public record OverridesQuery(String namespace, int pageSize, String pageToken, ReadOptions read) {

    /** The page size when none is chosen. */
    public static final int DEFAULT_PAGE_SIZE = 100;

    public OverridesQuery {
        Objects.requireNonNull(namespace, "namespace");
        if (pageSize <= 0) {
            throw new IllegalArgumentException("pageSize: " + pageSize + " (expected: > 0)");
        }
        Objects.requireNonNull(pageToken, "pageToken");
        Objects.requireNonNull(read, "read");
    }

    /** The first page of those of all namespaces, linearizably. */
    public static OverridesQuery all() {
        return new OverridesQuery("", DEFAULT_PAGE_SIZE, "", ReadOptions.linearizable());
    }

    /** Those of this namespace only. */
    public OverridesQuery withNamespace(String namespace) {
        return new OverridesQuery(namespace, pageSize, pageToken, read);
    }

    /** With this page size instead. */
    public OverridesQuery withPageSize(int pageSize) {
        return new OverridesQuery(namespace, pageSize, pageToken, read);
    }

    /** The page that this token asks for. */
    public OverridesQuery withPageToken(String pageToken) {
        return new OverridesQuery(namespace, pageSize, pageToken, read);
    }

    /** As fresh as this instead. */
    public OverridesQuery withRead(ReadOptions read) {
        return new OverridesQuery(namespace, pageSize, pageToken, read);
    }
}
