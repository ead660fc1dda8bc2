package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything an owner says of an instance, before any rule was looked at; {@link InstanceRules} makes a spec of it.
 *
 * @param weight 0 means the default
 * @param status null means UP
 */
public record InstanceDraft(
        InstanceKey key,
        List<Endpoint> endpoints,
        Map<String, String> metadata,
        List<String> tags,
        String zone,
        long weight,
        @Nullable Status status,
        List<Check> checks,
        LeaseTerms lease) {}
