package io.serviceregistry.node.http;

import com.linecorp.armeria.common.HttpResponse;
import io.serviceregistry.node.service.ReadView;

/** Says how old an answer may be, when it may be. */
public final class AgeHeader {
    private static final String NAME = "x-registry-age-millis";

    private AgeHeader() {}

    /** The response with the age of what it was made from, if anybody asked for it. */
    public static HttpResponse on(HttpResponse response, ReadView from) {
        return from.ageMillis().isEmpty()
                ? response
                : response.mapHeaders(headers -> headers.toBuilder()
                        .setLong(NAME, from.ageMillis().getAsLong())
                        .build());
    }
}
