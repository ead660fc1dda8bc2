package io.serviceregistry.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the renewals asked for.
 *
 * @param header where and when
 * @param outcomes one outcome by lease id, in the order asked
 */
public record Renewals(AnswerHeader header, Map<Long, RenewalStatus> outcomes) {

    public Renewals {
        outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    }
}
