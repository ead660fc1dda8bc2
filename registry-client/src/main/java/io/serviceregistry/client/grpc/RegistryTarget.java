package io.serviceregistry.client.grpc;

import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.ViewQuery;
import java.net.URI;

/** What a target names: {@code registry:///service} or {@code registry:///namespace/service}. */
record RegistryTarget(String namespace, String service) {

    static final String SCHEME = "registry";

    private static final String FORM = "(expected: registry:///service or registry:///namespace/service)";

    /** @throws IllegalArgumentException if it is of another form */
    static RegistryTarget parse(URI target) {
        String path = target.getPath();
        boolean plain = target.getQuery() == null && target.getFragment() == null;
        boolean anywhere =
                target.getAuthority() == null || target.getAuthority().isEmpty();
        if (path == null || !plain || !anywhere || !path.startsWith("/")) {
            throw new IllegalArgumentException("target: " + target + ' ' + FORM);
        }
        String[] names = path.substring(1).split("/", -1);
        for (String name : names) {
            if (name.isEmpty() || names.length > 2) {
                throw new IllegalArgumentException("target: " + target + ' ' + FORM);
            }
        }
        return names.length == 1
                ? new RegistryTarget(InstanceKey.DEFAULT_NAMESPACE, names[0])
                : new RegistryTarget(names[0], names[1]);
    }

    ViewQuery query() {
        return ViewQuery.of(service).inNamespace(namespace);
    }
}
