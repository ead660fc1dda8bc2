package io.serviceregistry.cli.command;

import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.OverrideScope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Names what an override is on: {@code SERVICE ID}, {@code --service SERVICE} or {@code --zone ZONE}, and the namespace. A whole
 * service is never named by leaving something out.
 */
final class ScopeArguments {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "The service of one instance.")
    private @Nullable String ofService;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "That instance within its service.")
    private @Nullable String id;

    @Option(names = "--service", paramLabel = "SERVICE", description = "Every instance of this service.")
    private @Nullable String service;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Every instance of the namespace that is in this zone, of whatever service.")
    private @Nullable String zone;

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    OverrideScope scope() {
        int named = (ofService == null ? 0 : 1) + (service == null ? 0 : 1) + (zone == null ? 0 : 1);
        if (named != 1 || (ofService != null && id == null)) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "name one of SERVICE ID, --service SERVICE and --zone ZONE");
        }
        if (service != null) {
            return OverrideScope.service(namespace.value(), service);
        }
        return zone != null
                ? OverrideScope.zone(namespace.value(), zone)
                : OverrideScope.instance(new InstanceKey(
                        namespace.value(), Objects.requireNonNull(ofService), Objects.requireNonNull(id)));
    }
}
