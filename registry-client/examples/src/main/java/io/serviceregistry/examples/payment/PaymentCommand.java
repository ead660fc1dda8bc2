package io.serviceregistry.examples.payment;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.examples.registration.RegistrationNews;
import io.serviceregistry.examples.registration.RegistryOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An instance of the service {@code payment}: takes calls, and is registered while it does. */
@Command(
        name = "payment",
        mixinStandardHelpOptions = true,
        description = {
            "Take payments, as an instance of the service 'payment'.",
            "On Ctrl-C or SIGTERM it leaves the registry first, and ends when all calls are answered."
        })
public final class PaymentCommand implements Callable<Integer> {

    @Option(names = "--id", required = true, paramLabel = "ID", description = "The instance within its service.")
    private String id = "";

    @Option(names = "--port", paramLabel = "PORT", description = "Where to take calls; default: any that is free.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Where to take calls, and where others reach it; default: ${DEFAULT-VALUE}.")
    private InetAddress host = InetAddress.getLoopbackAddress();

    @Option(names = "--zone", paramLabel = "ZONE", description = "The failure domain; default: none.")
    private String zone = "";

    @Option(
            names = "--weight",
            paramLabel = "N",
            defaultValue = "100",
            description = "Its share of the calls, for callers that go by it; default: ${DEFAULT-VALUE}.")
    private int weight;

    @Option(
            names = "--takes",
            paramLabel = "MILLIS",
            defaultValue = "20",
            description = "How long a charge takes; default: ${DEFAULT-VALUE}.")
    private long takesMillis;

    @Mixin
    private RegistryOption registry = new RegistryOption();

    /** Called by picocli. */
    public PaymentCommand() {}

    @Override
    public Integer call() throws IOException {
        Charges charges = new Charges(() -> UUID.randomUUID().toString());
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
                .addService(new PaymentService(
                        id, charges, CompletableFuture.delayedExecutor(takesMillis, TimeUnit.MILLISECONDS)))
                .build()
                .start();
        String address = host.getHostAddress() + ':' + server.getPort();
        say("process " + ProcessHandle.current().pid() + " takes calls at " + address);

        // Only now, as calls are answered. It stays registered from here on, whatever becomes of the registry.
        RegistryClient client =
                RegistryClient.builder().addresses(registry.addresses()).build();
        RegistrationNews news = new RegistrationNews(this::say);
        Registration registration = client.keepRegistered(
                InstanceSpec.of(InstanceKey.of("payment", id))
                        .withEndpoint("grpc", "grpc://" + address)
                        .withZone(zone)
                        .withWeight(weight),
                RegistrationOptions.DEFAULT.withListener(news));

        Departure departure = new Departure(server, registration, client);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            say("draining");
            say(departure.leave() + ", " + charges.made() + " orders charged");
        }));
        news.end().join();
        return 1; // fenced or refused; the way out is the same as on a signal
    }

    private void say(String what) {
        System.out.println(id + ": " + what);
    }
}
