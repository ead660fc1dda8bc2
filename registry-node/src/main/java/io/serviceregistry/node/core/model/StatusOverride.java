package io.serviceregistry.node.core.model;

import io.serviceregistry.node.core.model.OverrideScope.InstanceScope;
import io.serviceregistry.node.core.model.OverrideScope.ServiceScope;
import io.serviceregistry.node.core.model.OverrideScope.ZoneScope;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator's word on every instance of its scope, registered or not. It only ever lowers the status.
 *
 * @param expiresAtMillis the registry time of its end; {@link #NEVER} when it does not end by itself
 */
public record StatusOverride(OverrideScope scope, Status status, String reason, String owner, long expiresAtMillis)
        implements Fingerprint.Part {
    public static final long NEVER = 0;

    /** The one that holds for an instance: of those whose scope it is in the lowest, and of equally low ones the narrowest. */
    public static @Nullable StatusOverride holding(Map<OverrideScope, StatusOverride> all, InstanceSpec spec) {
        if (all.isEmpty()) {
            return null;
        }
        ServiceKey service = spec.key().service();
        StatusOverride narrow = lower(all.get(new InstanceScope(spec.key())), all.get(new ServiceScope(service)));
        return spec.zone().isEmpty()
                ? narrow
                : lower(narrow, all.get(new ZoneScope(new ZoneKey(service.namespace(), spec.zone()))));
    }

    private static @Nullable StatusOverride lower(@Nullable StatusOverride narrow, @Nullable StatusOverride wide) {
        if (narrow == null || wide == null) {
            return narrow == null ? wide : narrow;
        }
        return wide.status.effective().compareTo(narrow.status.effective()) > 0 ? wide : narrow;
    }

    /** True when it ends at or before the given registry time. */
    public boolean endedAt(long nowMillis) {
        return expiresAtMillis != NEVER && expiresAtMillis <= nowMillis;
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(scope).add(status.number()).add(reason).add(owner).add(expiresAtMillis);
    }
}
