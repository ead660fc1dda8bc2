package io.serviceregistry.node.http.rest;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.linecorp.armeria.common.HttpMethod;
import io.serviceregistry.node.door.Failures.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A method of the schema, and how it is called by HTTP.
 *
 * @param body true when a body holds whatever of the request is not in the path; else that is in the query
 */
record Binding(MethodDescriptor method, HttpMethod http, PathTemplate path, boolean body) {
    private static final String WHOLE = "*";

    /** Those of a service, in its order; a method without annotation is not to be called by HTTP. */
    static List<Binding> of(ServiceDescriptor service) {
        List<Binding> bindings = new ArrayList<>();
        for (MethodDescriptor method : service.getMethods()) {
            if (method.getOptions().hasExtension(AnnotationsProto.http)) {
                HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
                bindings.add(of(method, rule));
                rule.getAdditionalBindingsList().forEach(more -> bindings.add(of(method, more)));
            }
        }
        return bindings;
    }

    private static Binding of(MethodDescriptor method, HttpRule rule) {
        if (!rule.getBody().isEmpty() && !rule.getBody().equals(WHOLE)) {
            throw new IllegalArgumentException(method.getFullName() + ": body: " + rule.getBody() + " (expected: *)");
        }
        boolean body = rule.getBody().equals(WHOLE);
        return switch (rule.getPatternCase()) {
            case GET -> new Binding(method, HttpMethod.GET, new PathTemplate(rule.getGet()), body);
            case PUT -> new Binding(method, HttpMethod.PUT, new PathTemplate(rule.getPut()), body);
            case POST -> new Binding(method, HttpMethod.POST, new PathTemplate(rule.getPost()), body);
            case DELETE -> new Binding(method, HttpMethod.DELETE, new PathTemplate(rule.getDelete()), body);
            case PATCH -> new Binding(method, HttpMethod.PATCH, new PathTemplate(rule.getPatch()), body);
            case CUSTOM, PATTERN_NOT_SET ->
                throw new IllegalArgumentException(method.getFullName() + " (expected: a method of HTTP)");
        };
    }

    /** True when it is the second of two ways to the same stream: one answer a request, instead of one without end. */
    boolean polls() {
        return path.text().endsWith(":poll");
    }

    /** A name of its own. */
    String name() {
        return polls() ? "Poll" + method.getName() : method.getName();
    }

    /** Whether it changes anything. */
    Kind kind() {
        return http == HttpMethod.GET ? Kind.READ : Kind.WRITE;
    }
}
