package io.serviceregistry.client;

import java.util.List;

/**
 * A page of services, in the order of their names. Each page is of its own revision.
 *
 * @param header where and when
 * @param services the services
 * @param nextPageToken asks for the next page; empty when this is the last
 */
public record ServicePage(AnswerHeader header, List<ServiceSummary> services, String nextPageToken) {

    public ServicePage {
        services = List.copyOf(services);
    }

    /** Whether there is a next page. */
    public boolean hasNext() {
        return !nextPageToken.isEmpty();
    }
}
