package io.serviceregistry.cli.command;

import io.serviceregistry.client.ServiceQuery;
import picocli.CommandLine.Option;

/** Which part of a list. */
final class PageOptions {
    @Option(names = "--limit", paramLabel = "N", description = "The first N only; the answer says how many match.")
    private int limit;

    @Option(
            names = "--page-token",
            paramLabel = "TOKEN",
            description = "Go on after an answer, by its next_page_token (see -o json).")
    private String token = "";

    /** The query, for this part. */
    ServiceQuery applyTo(ServiceQuery query) {
        return query.withLimit(limit).withPageToken(token);
    }
}
