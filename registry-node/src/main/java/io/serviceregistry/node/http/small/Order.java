package io.serviceregistry.node.http.small;

import java.util.Map;

/** In which order the instances of a service are answered; many callers take the first. */
enum Order {
    /** The same each time. */
    BY_ID,
    /** Each call begins with the next one. */
    ROUND_ROBIN,
    /** Any order, each as likely. */
    RANDOM,
    /** Any order, the heavy ones more likely in front: each is first as often as its weight is of the whole. */
    WEIGHTED;

    /** As callers write them. */
    static final Map<String, Order> BY_NAME =
            Map.of("id", BY_ID, "round_robin", ROUND_ROBIN, "random", RANDOM, "weighted", WEIGHTED);
}
