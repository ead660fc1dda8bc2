package io.serviceregistry.examples.order;

import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServiceView;
import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.grpc.RegistryNameResolverProvider;
import io.serviceregistry.client.grpc.ResolverOptions;
import io.serviceregistry.examples.registration.RegistrationNews;
import io.serviceregistry.examples.registration.RegistryOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * An instance of the service {@code order}: has its orders charged by whichever instances of {@code payment} there are.
 */
@Command(
        name = "order",
        mixinStandardHelpOptions = true,
        description = {
            "Place orders, and have each charged by an instance of the service 'payment'.",
            "Each second it says how many, by whom, and whether the registry is there."
        })
public final class OrderCommand implements Callable<Integer> {

    @Option(
            names = "--id",
            paramLabel = "ID",
            defaultValue = "o1",
            description = "The instance within its service; default: ${DEFAULT-VALUE}.")
    private String id = "";

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5",
            description = "Orders a second, up to 1000; default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--attempts",
            paramLabel = "1|2",
            defaultValue = "2",
            description = "How often to try a charge; default: ${DEFAULT-VALUE}.")
    private int attempts;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "Where to keep what is known of the payment service, to begin with it when the registry is away.")
    private @Nullable Path cache;

    @Mixin
    private RegistryOption registry = new RegistryOption();

    /** Called by picocli. */
    public OrderCommand() {}

    @Override
    public Integer call() {
        RegistryClient client =
                RegistryClient.builder().addresses(registry.addresses()).build();
        RegistrationNews news = new RegistrationNews(this::say);
        client.keepRegistered(
                InstanceSpec.of(InstanceKey.of("order", id)), RegistrationOptions.DEFAULT.withListener(news));

        ManagedChannel channel = channel(client);
        ServiceView payments = client.view(cached(ViewQuery.of("payment"))); // for the lines; the channel has its own
        Tally tally = new Tally();
        RegistryReport report = new RegistryReport(payments, Clock.systemUTC());
        Pace pace = new Pace(rate, new Orders(channel, tally)::place, () -> say(tally.take() + " | " + report.line()));

        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            pace.stop();
            PaymentCalls.finish(channel);
            client.close(); // deregisters, and ends the views
            say("stopped; since the last line: " + tally.take());
        }));
        news.end().join();
        return 1; // fenced or refused
    }

    /**
     * A channel that follows the registry. Without withPolicy("") the resolver would say round_robin, and what a
     * resolver says takes the place of all that the channel says of itself, the retries included.
     */
    private ManagedChannel channel(RegistryClient client) {
        ResolverOptions options = ResolverOptions.DEFAULT.withPolicy("").withView(this::cached);
        NameResolverRegistry.getDefaultRegistry().register(RegistryNameResolverProvider.of(client, options));
        return NettyChannelBuilder.forTarget("registry:///payment")
                .usePlaintext()
                .defaultServiceConfig(PaymentCalls.serviceConfig(attempts))
                .build();
    }

    private ViewQuery cached(ViewQuery query) {
        return cache == null ? query : query.withCache(cache);
    }

    private void say(String what) {
        System.out.println(id + ": " + what);
    }
}
