package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;

/**
 * One registration of an instance. What was learned of it does not hold for the next: that is another process.
 *
 * @param key the instance
 * @param leaseId its lease
 */
record RegistrationId(InstanceKey key, long leaseId) {

    static RegistrationId of(Instance instance) {
        return new RegistrationId(instance.key(), instance.leaseId());
    }
}
