package io.serviceregistry.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The services of all pages, one after the other; fetches a page when the one before is used up. Not thread-safe. */
final class ServicePages implements Iterator<ServiceSummary> {

    private final ServicesQuery query;
    private final Function<ServicesQuery, ServicePage> fetch;
    private @Nullable ServicePage page;
    private int next;

    ServicePages(ServicesQuery query, Function<ServicesQuery, ServicePage> fetch) {
        this.query = query;
        this.fetch = fetch;
    }

    @Override
    public boolean hasNext() {
        ServicePage current = page == null ? turnTo(fetch.apply(query)) : page;
        while (next >= current.services().size() && current.hasNext()) {
            current = turnTo(fetch.apply(query.withPageToken(current.nextPageToken())));
        }
        return next < current.services().size();
    }

    @Override
    public ServiceSummary next() {
        if (!hasNext() || page == null) {
            throw new NoSuchElementException();
        }
        return page.services().get(next++);
    }

    private ServicePage turnTo(ServicePage fetched) {
        page = fetched;
        next = 0;
        return fetched;
    }
}
