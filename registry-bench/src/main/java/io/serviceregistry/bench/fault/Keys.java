package io.serviceregistry.bench.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The keys that writers write and readers read: instances without a TTL, a few in each service, one writer for each
 * service. What is written is the metadata entry {@link #VALUE}.
 */
record Keys(List<String> services) {
    static final String VALUE = "value";

    private static final int KEYS = 3;

    Keys {
        services = List.copyOf(services);
    }

    /** So many writers' keys for each node. */
    static Keys of(List<String> nodes, int writers) {
        List<String> services = new ArrayList<>();
        for (String node : nodes) {
            for (int i = 0; i < writers; i++) {
                services.add("written-through-" + node + '-' + i);
            }
        }
        return new Keys(services);
    }

    /** The instances of each service. */
    static List<String> instances() {
        List<String> instances = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            instances.add("k" + i);
        }
        return instances;
    }

    /** The name of a key in histories. */
    static String key(String service, String instance) {
        return service + '/' + instance;
    }

    String anyService(RandomGenerator random) {
        return services.get(random.nextInt(services.size()));
    }
}
