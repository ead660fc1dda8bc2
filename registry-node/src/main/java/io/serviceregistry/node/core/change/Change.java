package io.serviceregistry.node.core.change;

import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import org.jspecify.annotations.Nullable;

/**
 * One instance before and after a command.
 *
 * @param before null when it was not there
 * @param after null when it is gone
 */
public record Change(
        InstanceKey key,
        @Nullable InstanceView before,
        @Nullable InstanceView after,
        ChangeReason reason) {}
