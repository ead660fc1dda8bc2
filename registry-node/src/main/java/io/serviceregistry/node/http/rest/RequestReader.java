package io.serviceregistry.node.http.rest;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import io.serviceregistry.node.http.Problem;
import io.serviceregistry.node.service.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads HTTP requests of one method into requests of the schema. Whatever it does not understand it refuses: what a caller says and
 * nobody heeds is a caller who is misled.
 */
final class RequestReader {
    private final Binding binding;
    private final Parameters parameters;
    private final Set<String> inQuery;

    RequestReader(Binding binding) {
        this.binding = binding;
        this.parameters = new Parameters(binding.method().getInputType());
        this.inQuery = new LinkedHashSet<>();
        if (!binding.body()) {
            inQuery.addAll(parameters.names());
            inQuery.removeAll(binding.path().fields());
            binding.path().fields().forEach(taken -> inQuery.removeIf(name -> !parameters.goTogether(taken, name)));
            inQuery.remove(LeaseState.OPPOSITE); // what is asked for has one name
            if (binding.polls()) {
                inQuery.removeIf(name -> name.startsWith("resume."));
            }
        }
        Extra.of(binding).stream().filter(Extra::inQuery).forEach(extra -> inQuery.add(extra.name()));
    }

    /** The names that a query may have. */
    Set<String> inQuery() {
        return inQuery;
    }

    Parameters parameters() {
        return parameters;
    }

    /** What is wrong with the kind of body that came, if anything is. */
    Optional<Problem> wrongBody(AggregatedHttpRequest request) {
        if (request.content().isEmpty()) {
            return Optional.empty();
        }
        if (!binding.body()) {
            requireNoBody(request);
        }
        MediaType type = request.contentType();
        String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        boolean right = type != null
                && type.is(MediaType.JSON)
                && type.charset(StandardCharsets.UTF_8).equals(StandardCharsets.UTF_8)
                && encoding.equals("identity");
        String given = type == null ? "none" : type.toString();
        return right
                ? Optional.empty()
                : Optional.of(Problem.of(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "UNSUPPORTED_MEDIA_TYPE",
                        "content-type: " + given + ", content-encoding: " + encoding
                                + " (expected: application/json in UTF-8, as it is)"));
    }

    void requireNoBody(AggregatedHttpRequest request) {
        if (!request.content().isEmpty()) {
            throw new InvalidFieldException(
                    "body",
                    request.content().length() + " bytes",
                    "none: " + binding.http() + " takes parameters alone");
        }
    }

    /** Fills a request; what breaks a rule is an {@link InvalidFieldException}. */
    void read(String rawPath, QueryParams query, byte[] body, Message.Builder request) {
        Map<String, String> path = binding.path().values(rawPath);
        for (String name : query.names()) {
            if (!inQuery.contains(name)) {
                throw new InvalidFieldException(name, query.get(name, ""), expected());
            }
            if (parameters.names().contains(name)) {
                parameters.set(request, name, query.getAll(name));
            }
        }
        if (body.length > 0) {
            JsonBody.read(body, request);
        }
        path.forEach((name, value) -> parameters.setFromPath(request, name, value));
    }

    private String expected() {
        List<String> names = new ArrayList<>(inQuery);
        return names.isEmpty() ? "no parameters: the body says it all" : "a parameter that there is: one of " + names;
    }
}
