package io.serviceregistry.client.grpc;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.Instance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an instance takes gRPC calls. Looks up the names of hosts, which may take its time. */
final class InstanceAddresses {

    private static final Logger log = LoggerFactory.getLogger(InstanceAddresses.class);

    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);

    private InstanceAddresses() {}

    /** All addresses of its host; empty when it has no endpoint that could be called. */
    static Optional<EquivalentAddressGroup> of(Instance instance, String endpointName) {
        Optional<Endpoint> endpoint = endpoint(instance, endpointName);
        if (endpoint.isEmpty()) {
            log.debug("{} has no endpoint", instance.key());
            return Optional.empty();
        }
        String uri = endpoint.get().uri();
        try {
            List<SocketAddress> addresses = addresses(URI.create(uri));
            return Optional.of(new EquivalentAddressGroup(addresses, attributes(instance)));
        } catch (IllegalArgumentException | UnknownHostException e) {
            log.warn("{} cannot be called at {}: {}", instance.key(), uri, e.toString());
            return Optional.empty();
        }
    }

    private static Optional<Endpoint> endpoint(Instance instance, String name) {
        List<Endpoint> all = instance.spec().endpoints();
        Stream<Endpoint> named = all.stream().filter(each -> each.name().equals(name));
        Stream<Endpoint> grpc = all.stream().filter(each -> each.uri().startsWith("grpc:"));
        return Stream.of(named, grpc, all.stream()).flatMap(each -> each).findFirst();
    }

    private static List<SocketAddress> addresses(URI uri) throws UnknownHostException {
        int port = uri.getPort() >= 0 ? uri.getPort() : PORTS.getOrDefault(uri.getScheme(), -1);
        if (uri.getHost() == null || port < 0) {
            throw new IllegalArgumentException("no host or no port (expected: scheme://host:port)");
        }
        return Stream.of(InetAddress.getAllByName(uri.getHost()))
                .<SocketAddress>map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    private static Attributes attributes(Instance instance) {
        Attributes.Builder attributes = Attributes.newBuilder()
                .set(RegistryAttributes.INSTANCE, instance.key())
                .set(RegistryAttributes.WEIGHT, instance.spec().weight());
        if (!instance.spec().zone().isEmpty()) {
            attributes.set(RegistryAttributes.ZONE, instance.spec().zone());
        }
        return attributes.build();
    }
}
