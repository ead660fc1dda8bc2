package io.serviceregistry.client.grpc;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.serviceregistry.client.RegistryClient;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets channels follow the registry.
 *
 * <pre>{@code
 * NameResolverRegistry.getDefaultRegistry().register(RegistryNameResolverProvider.of(client));
 * ManagedChannel channel = NettyChannelBuilder.forTarget("registry:///payment").usePlaintext().build();
 * }</pre>
 *
 * <p>The targets are {@code registry:///service} and {@code registry:///namespace/service}. Each channel has a live view of its
 * service: addresses come and go with the instances, at once, and stay while the registry cannot be reached. While there is
 * none, calls fail with UNAVAILABLE and the reason, and those that wait for readiness wait.
 *
 * <p>gRPC itself keeps its connections when it is told that there is no address at all: an instance that is the last to be
 * deregistered may get calls until its connections end.
 *
 * <p>The client is the caller's: closing it ends the views, and channels stay with what they know. Thread-safe.
 */
public final class RegistryNameResolverProvider extends NameResolverProvider {

    private static final int PRIORITY = 5; // gRPC's own default; no other provider has the scheme

    private final RegistryClient client;
    private final ResolverOptions options;

    private RegistryNameResolverProvider(RegistryClient client, ResolverOptions options) {
        this.client = client;
        this.options = options;
    }

    /** Resolves by this client, with the default options. */
    public static RegistryNameResolverProvider of(RegistryClient client) {
        return of(client, ResolverOptions.DEFAULT);
    }

    /** Resolves by this client, with these options. */
    public static RegistryNameResolverProvider of(RegistryClient client, ResolverOptions options) {
        return new RegistryNameResolverProvider(
                Objects.requireNonNull(client, "client"), Objects.requireNonNull(options, "options"));
    }

    @Override
    public String getDefaultScheme() {
        return RegistryTarget.SCHEME;
    }

    /**
     * A resolver of a target; null for another scheme.
     *
     * @throws IllegalArgumentException if the target has the scheme and another form
     */
    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return RegistryTarget.SCHEME.equals(target.getScheme())
                ? new RegistryNameResolver(client, RegistryTarget.parse(target), options, args)
                : null;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return PRIORITY;
    }
}
