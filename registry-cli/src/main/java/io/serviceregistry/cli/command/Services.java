package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.ServiceJson;
import io.serviceregistry.cli.output.ServiceText;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServicePage;
import io.serviceregistry.client.ServiceSummary;
import io.serviceregistry.client.ServicesQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The services of a namespace. */
@Command(name = "services", description = "List the services of a namespace with the number of their instances.")
final class Services implements Callable<Integer> {
    private static final int PAGE_SIZE = 1_000; // the most that the registry answers with

    private final Session session;

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Mixin
    private ReadConsistency consistency = new ReadConsistency();

    Services(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServicesQuery query =
                ServicesQuery.of(namespace.value()).withPageSize(PAGE_SIZE).withRead(consistency.options());
        List<ServiceSummary> services = new ArrayList<>();
        try (RegistryClient client = session.connect()) {
            ServicePage page = client.listServices(query);
            services.addAll(page.services());
            while (page.hasNext()) {
                page = client.listServices(query.withPageToken(page.nextPageToken()));
                services.addAll(page.services());
            }
            AnswerHeader header = page.header();
            session.answer(ServiceJson.of(namespace.value(), header, services), () -> print(services, header));
        }
        return 0;
    }

    private void print(List<ServiceSummary> services, AnswerHeader header) {
        if (services.isEmpty()) {
            session.terminal().answer("No services in namespace " + namespace.value() + ".");
        } else {
            session.terminal().answer(ServiceText.services(services));
        }
        session.terminal().answer("revision " + header.revision() + ", from " + header.nodeId());
    }
}
