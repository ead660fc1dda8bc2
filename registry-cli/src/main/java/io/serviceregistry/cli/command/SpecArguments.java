package io.serviceregistry.cli.command;

import io.serviceregistry.client.Check;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.ReportedStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an owner says of the instance that it registers. The registry checks lengths and counts. */
final class SpecArguments {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @Option(names = "--id", required = true, paramLabel = "ID", description = "The instance within its service.")
    private String id = "";

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = "--endpoint",
            paramLabel = "[NAME=]URI",
            converter = EndpointConverter.class,
            description =
                    "Where it takes calls, such as http://10.0.0.7:8080; repeatable, the first is the primary one.")
    private List<Endpoint> endpoints = new ArrayList<>();

    @Option(
            names = "--ttl",
            paramLabel = "DURATION|none",
            converter = DurationOrWord.Ttl.class,
            description = "Lapses after so long without a renewal; none: stays until deregistered. Default: 15s.")
    private @Nullable DurationOrWord ttl;

    @Option(
            names = "--remove-after",
            paramLabel = "DURATION|never",
            converter = DurationOrWord.RemoveAfter.class,
            description = "Removed so long after the lapse. Default: 60s.")
    private @Nullable DurationOrWord removeAfter;

    @Option(names = "--meta", paramLabel = "KEY=VALUE", description = "A pair of metadata; repeatable.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--tag", paramLabel = "TAG", description = "A label; repeatable.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--zone", paramLabel = "ZONE", description = "The failure domain.")
    private String zone = "";

    @Option(
            names = "--weight",
            paramLabel = "N",
            defaultValue = "100",
            description = "Its share of the calls relative to its peers; default: ${DEFAULT-VALUE}.")
    private int weight = InstanceSpec.DEFAULT_WEIGHT;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            defaultValue = "UP",
            description = "STARTING, UP, DOWN, OUT_OF_SERVICE or DRAINING; default: ${DEFAULT-VALUE}.")
    private ReportedStatus status = ReportedStatus.UP;

    @Option(
            names = "--check",
            paramLabel = "NAME=RESULT[:OUTPUT]",
            converter = CheckConverter.class,
            description = "A named check: passing, warning or critical, and what it printed; repeatable.")
    private List<Check> checks = new ArrayList<>();

    InstanceSpec spec() {
        return new InstanceSpec(
                new InstanceKey(namespace.value(), service, id),
                endpoints,
                metadata,
                new LinkedHashSet<>(tags),
                zone,
                weight,
                status,
                checks,
                new LeasePolicy(
                        ttl == null ? LeasePolicy.DEFAULT.ttl() : ttl.duration(),
                        removeAfter == null ? LeasePolicy.DEFAULT.removeAfter() : removeAfter.duration()));
    }
}
