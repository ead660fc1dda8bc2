package io.serviceregistry.node.http.rest;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.linecorp.armeria.common.HttpMethod;
import io.serviceregistry.node.door.Failures.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A method of the schema, and how it is called by HTTP.
 *
 * @param body true when a body holds whatever of the request is not in the path; else that is in the query
 * @param additional true when it is not the method's first one
 */
record Binding(MethodDescriptor method, HttpMethod http, PathTemplate path, boolean body, boolean additional) {
    private static final String WHOLE = "*";

    /** Those of a service, in its order; a method without annotation is not to be called by HTTP. */
    static List<Binding> of(ServiceDescriptor service) {
        List<Binding> bindings = new ArrayList<>();
        for (MethodDescriptor method : service.getMethods()) {
            if (method.getOptions().hasExtension(AnnotationsProto.http)) {
                HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
                bindings.add(of(method, rule, false));
                rule.getAdditionalBindingsList().forEach(more -> bindings.add(of(method, more, true)));
            }
        }
        return bindings;
    }

    private static Binding of(MethodDescriptor method, HttpRule rule, boolean additional) {
        if (!rule.getBody().isEmpty() && !rule.getBody().equals(WHOLE)) {
            throw new IllegalArgumentException(method.getFullName() + ": body: " + rule.getBody() + " (expected: *)");
        }
        boolean body = rule.getBody().equals(WHOLE);
        return switch (rule.getPatternCase()) {
            case GET -> new Binding(method, HttpMethod.GET, new PathTemplate(rule.getGet()), body, additional);
            case PUT -> new Binding(method, HttpMethod.PUT, new PathTemplate(rule.getPut()), body, additional);
            case POST -> new Binding(method, HttpMethod.POST, new PathTemplate(rule.getPost()), body, additional);
            case DELETE -> new Binding(method, HttpMethod.DELETE, new PathTemplate(rule.getDelete()), body, additional);
            case PATCH -> new Binding(method, HttpMethod.PATCH, new PathTemplate(rule.getPatch()), body, additional);
            case CUSTOM, PATTERN_NOT_SET ->
                throw new IllegalArgumentException(method.getFullName() + " (expected: a method of HTTP)");
        };
    }

    /** True when it is the second of two ways to the same stream: one answer a request, instead of one without end. */
    boolean polls() {
        return path.text().endsWith(":poll");
    }

    /** A name of its own: another way to the same method is named by what it is about. */
    String name() {
        if (polls()) {
            return "Poll" + method.getName();
        }
        return additional ? method.getName() + "Of" + subject() : method.getName();
    }

    private String subject() {
        String field = path.fields().get(0);
        String subject = field.substring(0, field.indexOf('.'));
        return subject.substring(0, 1).toUpperCase(Locale.ROOT) + subject.substring(1);
    }

    /** Whether it changes anything. */
    Kind kind() {
        return http == HttpMethod.GET ? Kind.READ : Kind.WRITE;
    }
}
