package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.Status;

/**
 * An override.
 *
 * @param endsAtMillis 0 means never
 */
record Intent(Scope scope, Status status, String reason, String owner, long endsAtMillis) {
    boolean endedAt(long nowMillis) {
        return endsAtMillis != 0 && endsAtMillis <= nowMillis;
    }
}
