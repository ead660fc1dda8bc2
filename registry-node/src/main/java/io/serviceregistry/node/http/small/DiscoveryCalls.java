package io.serviceregistry.node.http.small;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.http.AgeHeader;
import io.serviceregistry.node.service.Discovery;
import io.serviceregistry.node.service.Discovery.EmptyReason;
import io.serviceregistry.node.service.Discovery.ServiceAnswer;
import io.serviceregistry.node.service.Discovery.ServicesAnswer;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.ReadOptions;
import io.serviceregistry.node.service.Selection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Discover one service, list them all. */
record DiscoveryCalls(Discovery discovery, Balancer balancer) {
    HttpResponse discover(String service, QueryParams parameters) {
        return answer(service, parameters, (instances, json) -> json.discovered(service, instances));
    }

    HttpResponse instances(String service, QueryParams parameters) {
        return answer(service, parameters, (instances, json) -> json.listed(instances));
    }

    /** All services, in one of the two shapes in which they are known. */
    HttpResponse services(QueryParams parameters) {
        return Call.answer(Kind.READ, () -> switch (parameters.get("format", "counts")) {
            case "counts" -> {
                ObjectNode services = JsonNodeFactory.instance.objectNode();
                yield pages("", page -> addCounts(services, page)).thenApply(done -> Call.ok(counts(services)));
            }
            case "addresses" -> {
                ObjectNode services = JsonNodeFactory.instance.objectNode();
                yield pages("", page -> addAddresses(services, page)).thenApply(done -> Call.ok(services));
            }
            default ->
                throw new InvalidFieldException("format", parameters.get("format", ""), "one of addresses, counts");
        });
    }

    private HttpResponse answer(
            String service, QueryParams parameters, BiFunction<List<InstanceView>, InstanceJson, JsonNode> toJson) {
        return Call.answer(Kind.READ, () -> {
            DiscoverParameters asked = DiscoverParameters.read(service, parameters);
            return found(asked)
                    .thenApply(answer -> chosen(answer, asked)
                            .map(instances ->
                                    AgeHeader.on(Call.ok(toJson.apply(instances, json(answer))), answer.from()))
                            .orElseGet(() -> Call.notFound("no instance of " + service + " is registered")));
        });
    }

    private CompletableFuture<ServiceAnswer> found(DiscoverParameters asked) {
        try {
            return discovery.discover(asked.query(), Call.BUDGET);
        } catch (InvalidFieldException e) {
            throw e.field().equals("selector") ? FieldNames.renamed(e, DiscoverParameters.SELECTING) : e;
        }
    }

    /** None when there is no such service; an empty list when there is, and none of its instances can be called. */
    private Optional<List<InstanceView>> chosen(ServiceAnswer answer, DiscoverParameters asked) {
        Selection selection = Selection.of(answer.from().view(), answer.service(), answer.choice());
        if (selection.emptyReason().equals(Optional.of(EmptyReason.NO_SUCH_SERVICE))) {
            return Optional.empty();
        }
        List<InstanceView> callable =
                selection.instances().stream().filter(InstanceJson::hasAddress).toList();
        List<InstanceView> arranged = balancer.arrange(answer.service(), callable, asked.order());
        return Optional.of(arranged.subList(0, Math.min(asked.limit(), arranged.size())));
    }

    private static InstanceJson json(ServiceAnswer answer) {
        return new InstanceJson(answer.from().state().timeMillis());
    }

    /** Reads page after page: each is of a revision of its own, and all are linearizable. */
    private CompletableFuture<ServicesAnswer> pages(String token, Consumer<ServicesAnswer> onPage) {
        return discovery
                .services("", Discovery.MAX_PAGE_SIZE, token, ReadOptions.LINEARIZABLE, Call.BUDGET)
                .thenCompose(page -> {
                    onPage.accept(page);
                    return page.nextPageToken().isEmpty()
                            ? CompletableFuture.completedFuture(page)
                            : pages(page.nextPageToken(), onPage);
                });
    }

    private static void addCounts(ObjectNode services, ServicesAnswer page) {
        page.services()
                .forEach(each -> services.putObject(each.service().service())
                        .put("total_instances", each.total())
                        .put("active_instances", each.healthy()));
    }

    private static ObjectNode counts(ObjectNode services) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("services", services);
        json.put("total_services", services.size());
        return json;
    }

    private static void addAddresses(ObjectNode services, ServicesAnswer page) {
        page.services().forEach(each -> {
            ArrayNode addresses = services.putArray(each.service().service());
            page.from().view().instancesOf(each.service()).stream()
                    .filter(InstanceView::answersAsHealthy)
                    .filter(InstanceJson::hasAddress)
                    .forEach(instance -> addresses.add(InstanceJson.address(instance)));
        });
    }
}
