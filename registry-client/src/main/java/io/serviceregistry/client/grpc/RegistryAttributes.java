package io.serviceregistry.client.grpc;

import io.grpc.Attributes;
import io.serviceregistry.client.InstanceKey;

/**
 * What the addresses of a {@code registry:} target say of their instance, for load balancing policies: attributes of each {@link
 * io.grpc.EquivalentAddressGroup}.
 */
public final class RegistryAttributes {

    /** Which instance it is. */
    public static final Attributes.Key<InstanceKey> INSTANCE = Attributes.Key.create("io.serviceregistry.instance");

    /** The failure domain it is in; absent when it names none. */
    public static final Attributes.Key<String> ZONE = Attributes.Key.create("io.serviceregistry.zone");

    /** Its share of calls relative to its peers, 1 to 1,000,000. */
    public static final Attributes.Key<Integer> WEIGHT = Attributes.Key.create("io.serviceregistry.weight");

    private RegistryAttributes() {}
}
