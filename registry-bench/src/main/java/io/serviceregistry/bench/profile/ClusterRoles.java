package io.serviceregistry.bench.profile;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Who leads and who follows in a cluster that serves. */
final class ClusterRoles {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_NANOS = 50_000_000;

    private final Map<String, String> roles = new LinkedHashMap<>();

    private ClusterRoles() {}

    /** Asks every node, again and again until it serves. */
    static ClusterRoles await(RegistryCluster cluster) {
        ClusterRoles all = new ClusterRoles();
        for (int i = 0; i < cluster.ids().size(); i++) {
            StatusResponse status = ready(cluster.addresses().get(i));
            String role = status.getHeader().getRole().name();
            all.roles.put(cluster.ids().get(i), role.replace("NODE_ROLE_", "").toLowerCase(Locale.ROOT));
        }
        return all;
    }

    /** What a node was when it was asked. */
    String of(String id) {
        return roles.getOrDefault(id, "?");
    }

    private static StatusResponse ready(String address) {
        ManagedChannel channel = Channels.to(address).build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                try {
                    channel.resetConnectBackoff();
                    StatusResponse status = AdminServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(1, TimeUnit.SECONDS)
                            .status(StatusRequest.getDefaultInstance());
                    if (status.getReady()) {
                        return status;
                    }
                } catch (StatusRuntimeException e) {
                    // It does not answer yet.
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        } finally {
            channel.shutdownNow();
        }
        throw new IllegalStateException("not ready within " + PATIENCE + ": " + address);
    }
}
