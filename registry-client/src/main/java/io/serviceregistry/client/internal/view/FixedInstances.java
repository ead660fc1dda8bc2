package io.serviceregistry.client.internal.view;

import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.ViewQuery;
import java.util.ArrayList;
import java.util.List;

/** Instances made of fixed addresses, which no registry has told of: without a lease, and taken for healthy. */
final class FixedInstances {

    private FixedInstances() {}

    static List<Instance> of(ViewQuery query) {
        List<Instance> instances = new ArrayList<>();
        for (String uri : query.fallback()) {
            String id = "fallback-" + (instances.size() + 1);
            InstanceSpec spec = InstanceSpec.of(new InstanceKey(query.namespace(), query.service(), id))
                    .withEndpoint("", uri)
                    .withLease(LeasePolicy.withoutTtl());
            instances.add(new Instance(
                    spec, 0, EffectiveStatus.UP, false, true, null, 0, 0, 0, 0, ChangeReason.UNTOLD, 0, 0, null));
        }
        return instances;
    }
}
