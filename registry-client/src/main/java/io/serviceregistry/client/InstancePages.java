package io.serviceregistry.client;

import java.util.List;
import java.util.function.Function;

/** The instances of a service on all pages. */
final class InstancePages extends Pages<ServiceInstances, Instance> {

    /** So many on a page when the query has no limit: some hundred kilobytes. */
    static final int DEFAULT_LIMIT = 1_000;

    InstancePages(ServiceQuery query, Function<ServiceQuery, ServiceInstances> fetch) {
        super(query.page().token(), token -> fetch.apply(limited(query).withPageToken(token)));
    }

    @Override
    List<Instance> contents(ServiceInstances page) {
        return page.instances();
    }

    @Override
    String nextToken(ServiceInstances page) {
        return page.nextPageToken();
    }

    private static ServiceQuery limited(ServiceQuery query) {
        return query.page().limit() == 0 ? query.withLimit(DEFAULT_LIMIT) : query;
    }
}
