package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.ZoneKey;
import io.serviceregistry.proto.log.v1.WideScope;

/** What overrides are on to messages of the log's schema and back. An instance has its key, as it had before there were others. */
final class ScopeCodec {
    private ScopeCodec() {}

    /** The key of a scope that is one instance. */
    static io.serviceregistry.proto.log.v1.InstanceKey key(OverrideScope scope) {
        return ModelCodec.toProto(scope.<InstanceKey>map(
                instance -> instance, service -> mustBe(scope, "an instance"), zone -> mustBe(scope, "an instance")));
    }

    /** The message of a scope that is wider than one instance. */
    static WideScope wide(OverrideScope scope) {
        return scope.<WideScope>map(
                instance -> mustBe(scope, "a service or a zone"),
                service -> WideScope.newBuilder()
                        .setService(io.serviceregistry.proto.log.v1.ServiceKey.newBuilder()
                                .setNamespace(Fields.text(service.namespace(), "namespace"))
                                .setService(Fields.text(service.service(), "service")))
                        .build(),
                zone -> WideScope.newBuilder()
                        .setZone(io.serviceregistry.proto.log.v1.ZoneKey.newBuilder()
                                .setNamespace(Fields.text(zone.namespace(), "namespace"))
                                .setZone(Fields.text(zone.zone(), "zone")))
                        .build());
    }

    /** The scope of a message. */
    static OverrideScope wide(WideScope proto) {
        Fields.refuseUnknown(proto);
        return switch (proto.getScopeCase()) {
            case SERVICE -> {
                Fields.refuseUnknown(proto.getService());
                yield OverrideScope.of(new ServiceKey(
                        proto.getService().getNamespace(), proto.getService().getService()));
            }
            case ZONE -> {
                Fields.refuseUnknown(proto.getZone());
                yield OverrideScope.of(new ZoneKey(
                        proto.getZone().getNamespace(), proto.getZone().getZone()));
            }
            case SCOPE_NOT_SET -> throw Fields.corrupt(proto, "scope is missing");
        };
    }

    private static <T> T mustBe(OverrideScope scope, String expected) {
        throw new IllegalArgumentException(scope + " (expected: " + expected + ')');
    }
}
