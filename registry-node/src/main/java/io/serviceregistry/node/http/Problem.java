package io.serviceregistry.node.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * An error as HTTP tells it: {@code application/problem+json} (RFC 9457), with the stable reason that gRPC's {@code ErrorInfo} carries and
 * its particulars.
 *
 * @param status the HTTP status
 * @param reason the stable name of what is wrong, such as {@code INVALID_FIELD}
 * @param detail what is wrong, for people
 * @param particulars what programs may want to know, such as the field, the value and the rule
 */
public record Problem(HttpStatus status, String reason, String detail, Map<String, String> particulars) {

    private static final MediaType TYPE = MediaType.create("application", "problem+json");

    public Problem {
        particulars = Map.copyOf(particulars);
    }

    /** Without particulars. */
    public static Problem of(HttpStatus status, String reason, String detail) {
        return new Problem(status, reason, detail, Map.of());
    }

    /** What a caller is sent. */
    public AggregatedHttpResponse toResponse() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "about:blank");
        json.put("title", status.reasonPhrase());
        json.put("status", status.code());
        json.put("detail", detail);
        json.put("reason", reason);
        ObjectNode more = json.putObject("particulars");
        new TreeMap<>(particulars).forEach(more::put);
        ResponseHeaders headers =
                ResponseHeaders.builder(status).contentType(TYPE).build();
        return AggregatedHttpResponse.of(headers, HttpData.wrap(json.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
