package io.serviceregistry.node.http.small;

import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.service.InstanceDraft;
import io.serviceregistry.node.service.InvalidFieldException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the body of a registration says beyond where the instance is, as the use case takes it. */
final class RegistrationBody {
    private static final String ROLES = "authorizedRoles";
    private static final long MAX_WEIGHT = 1_000_000;

    private RegistrationBody() {}

    /** The draft of an instance. */
    static InstanceDraft draft(Target target, JsonBody body) {
        return new InstanceDraft(
                target.key(),
                endpoints(target, body),
                metadata(body),
                body.findTexts("tags").orElse(List.of()),
                "",
                body.findNumber("weight", 1, MAX_WEIGHT).orElse(0),
                null,
                List.of(),
                target.shape().lease(body));
    }

    /** Where the instance is comes first: that is the primary endpoint. */
    private static List<Endpoint> endpoints(Target target, JsonBody body) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new Endpoint("", target.uri()));
        body.objects("endpoints").forEach(each -> endpoints.add(new Endpoint(each.text("type"), each.text("url"))));
        return endpoints;
    }

    /** Roles are told to whoever asks, separated by commas; nobody is kept out by them here. */
    private static Map<String, String> metadata(JsonBody body) {
        Map<String, String> metadata = body.textsByName("metadata");
        body.findTexts(ROLES).ifPresent(roles -> {
            roles.forEach(RegistrationBody::checkRole);
            if (metadata.put(ROLES, String.join(",", roles)) != null) {
                throw new InvalidFieldException("metadata." + ROLES, "given", "absent when " + ROLES + " is given");
            }
        });
        return metadata;
    }

    private static void checkRole(String role) {
        if (role.isEmpty() || role.indexOf(',') >= 0) {
            throw new InvalidFieldException(ROLES, role, "texts that are not empty and have no comma");
        }
    }
}
