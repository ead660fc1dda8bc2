package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.InstanceText;
import io.serviceregistry.cli.output.ServiceJson;
import io.serviceregistry.cli.output.ServiceText;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.ServiceQuery;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The instances of a service. */
@Command(
        name = "discover",
        description =
                "List the instances of a service: the healthy ones, unless asked for more. An empty list says why.")
final class Discover implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @ArgGroup
    private @Nullable InstanceFilterOption filter;

    @Mixin
    private SelectorOption selector = new SelectorOption();

    @ArgGroup(exclusive = false)
    private @Nullable ZoneOption zone;

    @Mixin
    private PageOptions page = new PageOptions();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Mixin
    private ReadConsistency consistency = new ReadConsistency();

    Discover(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServiceQuery anywhere = ServiceQuery.of(service)
                .inNamespace(namespace.value())
                .withFilter(filter == null ? InstanceFilter.HEALTHY : filter.value())
                .withSelector(selector.value())
                .withRead(consistency.options());
        ServiceQuery query = page.applyTo(zone == null ? anywhere : zone.applyTo(anywhere));
        try (RegistryClient client = session.connect()) {
            ServiceInstances found = client.discover(query);
            session.answer(ServiceJson.of(namespace.value(), found), () -> print(found));
        }
        return 0;
    }

    private void print(ServiceInstances found) {
        if (found.instances().isEmpty()) {
            session.terminal().answer(ServiceText.whyEmpty(found));
        } else {
            session.terminal().answer(InstanceText.table(found.instances()));
        }
        session.terminal().answer(ServiceText.footer(found));
    }
}
