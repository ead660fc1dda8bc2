package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.InstanceSpec;
import org.jspecify.annotations.Nullable;

/**
 * How long an instance stays when nobody renews its lease, as its owner says it.
 *
 * @param ttlMillis null means the default, unless {@code noTtl}
 * @param noTtl no renewals are expected
 * @param removeAfterMillis null means the default, unless {@code neverRemove}
 * @param neverRemove a lapsed instance stays
 */
public record LeaseTerms(
        @Nullable Long ttlMillis, boolean noTtl, @Nullable Long removeAfterMillis, boolean neverRemove) {
    public static final LeaseTerms DEFAULT = new LeaseTerms(null, false, null, false);

    static final long DEFAULT_TTL_MILLIS = 15_000;
    public static final long MIN_TTL_MILLIS = 1_000;
    public static final long MAX_TTL_MILLIS = 86_400_000;
    static final long DEFAULT_REMOVE_AFTER_MILLIS = 60_000;
    static final long MAX_REMOVE_AFTER_MILLIS = 604_800_000;

    /** The TTL as the model has it. */
    long checkedTtlMillis(String path) {
        if (noTtl) {
            return InstanceSpec.NO_TTL;
        }
        return ttlMillis == null
                ? DEFAULT_TTL_MILLIS
                : FieldRules.number(path + ".ttl_millis", ttlMillis, MIN_TTL_MILLIS, MAX_TTL_MILLIS);
    }

    /** The time from lapse to removal as the model has it. */
    long checkedRemoveAfterMillis(String path) {
        if (neverRemove) {
            return InstanceSpec.NEVER_REMOVE;
        }
        return removeAfterMillis == null
                ? DEFAULT_REMOVE_AFTER_MILLIS
                : FieldRules.number(path + ".remove_after_millis", removeAfterMillis, 0, MAX_REMOVE_AFTER_MILLIS);
    }
}
