package io.serviceregistry.client.internal.model;

import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.CheckStatus;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.NodeRole;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.ReportedStatus;

/** One table for each enum that crosses the wire. */
final class Enums {

    static final EnumTable<io.serviceregistry.proto.v1.ReportedStatus, ReportedStatus> REPORTED_STATUS =
            new EnumTable<>(
                    io.serviceregistry.proto.v1.ReportedStatus.class,
                    ReportedStatus.class,
                    "REPORTED_STATUS_",
                    ReportedStatus.UNRECOGNIZED);
    static final EnumTable<io.serviceregistry.proto.v1.EffectiveStatus, EffectiveStatus> EFFECTIVE_STATUS =
            new EnumTable<>(
                    io.serviceregistry.proto.v1.EffectiveStatus.class,
                    EffectiveStatus.class,
                    "EFFECTIVE_STATUS_",
                    EffectiveStatus.UNRECOGNIZED);
    static final EnumTable<io.serviceregistry.proto.v1.CheckStatus, CheckStatus> CHECK_STATUS = new EnumTable<>(
            io.serviceregistry.proto.v1.CheckStatus.class,
            CheckStatus.class,
            "CHECK_STATUS_",
            CheckStatus.UNRECOGNIZED);
    static final EnumTable<io.serviceregistry.proto.v1.ChangeReason, ChangeReason> CHANGE_REASON = new EnumTable<>(
            io.serviceregistry.proto.v1.ChangeReason.class,
            ChangeReason.class,
            "CHANGE_REASON_",
            ChangeReason.UNRECOGNIZED);
    static final EnumTable<io.serviceregistry.proto.v1.NodeRole, NodeRole> NODE_ROLE = new EnumTable<>(
            io.serviceregistry.proto.v1.NodeRole.class, NodeRole.class, "NODE_ROLE_", NodeRole.UNRECOGNIZED);
    static final EnumTable<io.serviceregistry.proto.v1.RenewalStatus, RenewalStatus> RENEWAL_STATUS = new EnumTable<>(
            io.serviceregistry.proto.v1.RenewalStatus.class,
            RenewalStatus.class,
            "RENEWAL_STATUS_",
            RenewalStatus.UNRECOGNIZED);
    static final EnumTable<io.serviceregistry.proto.v1.EmptyReason, EmptyReason> EMPTY_REASON = new EnumTable<>(
            io.serviceregistry.proto.v1.EmptyReason.class,
            EmptyReason.class,
            "EMPTY_REASON_",
            EmptyReason.UNRECOGNIZED);
    static final EnumTable<io.serviceregistry.proto.v1.InstanceFilter, InstanceFilter> INSTANCE_FILTER =
            new EnumTable<>(
                    io.serviceregistry.proto.v1.InstanceFilter.class,
                    InstanceFilter.class,
                    "INSTANCE_FILTER_",
                    InstanceFilter.HEALTHY);
    static final EnumTable<io.serviceregistry.proto.v1.Consistency, ReadOptions.Consistency> CONSISTENCY =
            new EnumTable<>(
                    io.serviceregistry.proto.v1.Consistency.class,
                    ReadOptions.Consistency.class,
                    "CONSISTENCY_",
                    ReadOptions.Consistency.LINEARIZABLE);

    static final EnumTable<io.serviceregistry.proto.v1.WatchEventKind, InstanceEvent.Kind> EVENT_KIND = new EnumTable<>(
            io.serviceregistry.proto.v1.WatchEventKind.class,
            InstanceEvent.Kind.class,
            "WATCH_EVENT_KIND_",
            InstanceEvent.Kind.UNRECOGNIZED);

    private Enums() {}
}
