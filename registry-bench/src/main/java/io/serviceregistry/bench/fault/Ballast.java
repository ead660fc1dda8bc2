package io.serviceregistry.bench.fault;

import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.util.List;
import java.util.Map;

/** Large writes that nobody asks about: they make the log grow. */
final class Ballast {
    private static final int WRITES = 400;
    private static final String LARGE = "x".repeat(7_000); // of the 8 KiB that metadata may have

    private Ballast() {}

    /** Writes 2.8 MB, or less when some of it fails. */
    static void write(List<String> addresses) {
        try (RegistryClient client =
                RegistryClient.builder().addresses(addresses).name("ballast").build()) {
            InstanceSpec spec = InstanceSpec.of(InstanceKey.of("ballast", "b"))
                    .withLease(LeasePolicy.withoutTtl())
                    .withMetadata(Map.of("ballast", LARGE));
            for (int i = 0; i < WRITES; i++) {
                try {
                    client.register(spec);
                } catch (RegistryException e) {
                    // The others are enough.
                }
            }
        }
    }
}
