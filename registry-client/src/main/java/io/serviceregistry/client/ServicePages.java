package io.serviceregistry.client;

import java.util.List;
import java.util.function.Function;

/** The services of all pages. */
final class ServicePages extends Pages<ServicePage, ServiceSummary> {

    ServicePages(ServicesQuery query, Function<ServicesQuery, ServicePage> fetch) {
        super(query.pageToken(), token -> fetch.apply(query.withPageToken(token)));
    }

    @Override
    List<ServiceSummary> contents(ServicePage page) {
        return page.services();
    }

    @Override
    String nextToken(ServicePage page) {
        return page.nextPageToken();
    }
}
