package io.serviceregistry.bench.load;

import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;

/** What an instance says of itself: the same for every system, about 150 bytes. */
public final class SampleInstance {
    private SampleInstance() {}

    /** Everything but the lease. */
    public static InstanceSpec.Builder of(InstanceNames.Name name) {
        return InstanceSpec.newBuilder()
                .setKey(InstanceKey.newBuilder().setService(name.service()).setInstanceId(name.id()))
                .addEndpoints(Endpoint.newBuilder()
                        .setName("http")
                        .setUri("http://10." + (name.number() >> 16 & 255) + '.' + (name.number() >> 8 & 255) + '.'
                                + (name.number() & 255) + ":8080"))
                .putMetadata("version", "1.27.3")
                .putMetadata("commit", "0f3c9a1e")
                .setZone("eu-west-1a")
                .setWeight(100);
    }
}
