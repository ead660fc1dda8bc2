package io.serviceregistry.client;

import java.util.Objects;

/**
 * Asks for a page of the services of a namespace.
 *
 * @param namespace the namespace
 * @param pageSize the most services to answer with, 1 to 1,000
 * @param pageToken from the page before; empty for the first page
 * @param read how fresh the answer must be
 */
public record ServicesQuery(String namespace, int pageSize, String pageToken, ReadOptions read) {

    /** The page size when none is chosen. */
    public static final int DEFAULT_PAGE_SIZE = 100;

    public ServicesQuery {
        Objects.requireNonNull(namespace, "namespace");
        if (pageSize <= 0) {
            throw new IllegalArgumentException("pageSize: " + pageSize + " (expected: > 0)");
        }
        Objects.requireNonNull(pageToken, "pageToken");
        Objects.requireNonNull(read, "read");
    }

    /** The first page of a namespace, linearizably. */
    public static ServicesQuery of(String namespace) {
        return new ServicesQuery(namespace, DEFAULT_PAGE_SIZE, "", ReadOptions.linearizable());
    }

    /** With this page size instead. */
    public ServicesQuery withPageSize(int pageSize) {
        return new ServicesQuery(namespace, pageSize, pageToken, read);
    }

    /** The page that this token asks for. */
    public ServicesQuery withPageToken(String pageToken) {
        return new ServicesQuery(namespace, pageSize, pageToken, read);
    }

    /** As fresh as this instead. */
    public ServicesQuery withRead(ReadOptions read) {
        return new ServicesQuery(namespace, pageSize, pageToken, read);
    }
}
