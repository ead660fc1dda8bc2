package io.serviceregistry.node.codec;

import com.google.protobuf.CodedOutputStream;
import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.ReleaseHold;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.proto.log.v1.Checks;
import io.serviceregistry.proto.log.v1.ClearWideOverride;
import io.serviceregistry.proto.log.v1.Entry;
import io.serviceregistry.proto.log.v1.Metadata;
import io.serviceregistry.proto.log.v1.SetWideOverride;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands to messages of the log's schema and back, for entries and for what nodes forward to one another.
 *
 * <p>What was written reads back equal. Writing refuses with {@link IllegalArgumentException} the few values that have no
 * encoding: texts that are not Unicode, metadata in an order of its own, a previous lease without its condition. Reading
 * refuses with {@link CorruptLogException} whatever this version does not understand. Any thread.
 */
public final class CommandCodec {
    private CommandCodec() {}

    /** The message of a command. */
    public static io.serviceregistry.proto.log.v1.LoggedCommand toProto(LoggedCommand command) {
        io.serviceregistry.proto.log.v1.LoggedCommand.Builder proto =
                io.serviceregistry.proto.log.v1.LoggedCommand.newBuilder();
        RequestId request = command.request();
        if (request != null) {
            proto.setRequest(io.serviceregistry.proto.log.v1.RequestId.newBuilder()
                    .setClientId(Fields.text(request.clientId(), "clientId"))
                    .setSequence(request.sequence())
                    .setLowestUnanswered(request.lowestUnanswered())
                    .setIssuedAtMillis(request.issuedAtMillis()));
        }
        proto.setNotAfterMillis(command.notAfterMillis());
        return command.command().accept(new Encoder(proto)).build();
    }

    /** The command of a message. */
    public static LoggedCommand fromProto(io.serviceregistry.proto.log.v1.LoggedCommand proto) {
        requireKnown(proto);
        Fields.refuseUnknown(proto);
        RequestId request = proto.hasRequest() ? request(proto.getRequest()) : null;
        return new LoggedCommand(request, proto.getNotAfterMillis(), command(proto));
    }

    /** Damage would not leave a field that is whole, of a number unheard of, where the command is missing. */
    private static void requireKnown(io.serviceregistry.proto.log.v1.LoggedCommand proto) {
        if (!proto.getUnknownFields().isEmpty()
                && proto.getCommandCase()
                        == io.serviceregistry.proto.log.v1.LoggedCommand.CommandCase.COMMAND_NOT_SET) {
            throw new UnknownCommandException("LoggedCommand: a command of the number "
                    + proto.getUnknownFields().asMap().keySet() + " (expected: one that this version knows)");
        }
    }

    /** The bytes that a command takes within an entry, tag and length included. */
    public static int size(LoggedCommand command) {
        return CodedOutputStream.computeMessageSize(Entry.COMMANDS_FIELD_NUMBER, toProto(command));
    }

    private static RequestId request(io.serviceregistry.proto.log.v1.RequestId proto) {
        Fields.refuseUnknown(proto);
        return new RequestId(
                proto.getClientId(), proto.getSequence(), proto.getLowestUnanswered(), proto.getIssuedAtMillis());
    }

    private static Command command(io.serviceregistry.proto.log.v1.LoggedCommand proto) {
        return switch (proto.getCommandCase()) {
            case REGISTER -> register(proto.getRegister());
            case RENEW -> renew(proto.getRenew());
            case UPDATE -> update(proto.getUpdate());
            case DEREGISTER -> deregister(proto.getDeregister());
            case EXPIRE -> expire(proto.getExpire());
            case BEGIN_TERM -> beginTerm(proto.getBeginTerm());
            case ADOPT_SETTINGS -> adoptSettings(proto.getAdoptSettings());
            case SET_OVERRIDE -> setOverride(proto.getSetOverride());
            case CLEAR_OVERRIDE -> clearOverride(proto.getClearOverride());
            case RELEASE_HOLD -> releaseHold(proto.getReleaseHold());
            case END_DUE -> endDue(proto.getEndDue());
            case BARRIER -> barrier(proto.getBarrier());
            case COMPARE_STATES -> compareStates(proto.getCompareStates());
            case SET_WIDE_OVERRIDE -> setWideOverride(proto.getSetWideOverride());
            case CLEAR_WIDE_OVERRIDE -> clearWideOverride(proto.getClearWideOverride());
            case RAISE_FEATURE_LEVEL -> raiseFeatureLevel(proto.getRaiseFeatureLevel());
            case COMMAND_NOT_SET -> throw Fields.corrupt(proto, "command is missing");
        };
    }

    private static RegisterInstance register(io.serviceregistry.proto.log.v1.RegisterInstance proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasSpec(), proto, "spec");
        Condition condition = switch (proto.getConditionCase()) {
            case IF_ABSENT -> {
                Fields.require(proto.getIfAbsent(), proto, "if_absent: true");
                yield Condition.IF_ABSENT;
            }
            case PREVIOUS_LEASE_ID -> Condition.PREVIOUS_LEASE;
            case CONDITION_NOT_SET -> Condition.NONE;
        };
        return new RegisterInstance(ModelCodec.spec(proto.getSpec()), condition, proto.getPreviousLeaseId());
    }

    private static RenewLeases renew(io.serviceregistry.proto.log.v1.RenewLeases proto) {
        Fields.refuseUnknown(proto);
        int count = proto.getLeaseIdDeltasCount();
        if (count > RenewLeases.MAX_LEASES) {
            throw Fields.corrupt(proto, count + " leases (expected: <= " + RenewLeases.MAX_LEASES + ')');
        }
        long[] leaseIds = new long[count];
        long leaseId = 0;
        for (int i = 0; i < count; i++) {
            long former = leaseId;
            leaseId += proto.getLeaseIdDeltas(i);
            if (i > 0 && leaseId <= former) {
                throw Fields.corrupt(proto, "lease id " + leaseId + " at " + i + " (expected: > " + former + ')');
            }
            leaseIds[i] = leaseId;
        }
        return new RenewLeases(leaseIds);
    }

    private static UpdateInstance update(io.serviceregistry.proto.log.v1.UpdateInstance proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasKey(), proto, "key");
        Fields.refuseUnknown(proto.getMetadata());
        Fields.refuseUnknown(proto.getChecks());
        return new UpdateInstance(
                ModelCodec.key(proto.getKey()),
                proto.getLeaseId(),
                proto.getExpectedRevision(),
                ModelCodec.optionalStatus(proto.getStatus(), "UpdateInstance"),
                proto.hasMetadata() ? ModelCodec.metadata(proto.getMetadata().getEntriesList()) : null,
                proto.hasChecks() ? ModelCodec.checks(proto.getChecks().getChecksList()) : null,
                proto.getWeight());
    }

    private static DeregisterInstance deregister(io.serviceregistry.proto.log.v1.DeregisterInstance proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasKey(), proto, "key");
        return new DeregisterInstance(ModelCodec.key(proto.getKey()), proto.getLeaseId());
    }

    private static ExpireLeases expire(io.serviceregistry.proto.log.v1.ExpireLeases proto) {
        Fields.refuseUnknown(proto);
        int count = proto.getLeasesCount();
        if (count > ExpireLeases.MAX_LEASES) {
            throw Fields.corrupt(proto, count + " leases (expected: <= " + ExpireLeases.MAX_LEASES + ')');
        }
        List<LeaseRef> leases = new ArrayList<>(count);
        for (io.serviceregistry.proto.log.v1.LeaseRef lease : proto.getLeasesList()) {
            Fields.refuseUnknown(lease);
            leases.add(new LeaseRef(lease.getLeaseId(), lease.getRenewals()));
        }
        return new ExpireLeases(proto.getProposerTerm(), leases);
    }

    private static BeginTerm beginTerm(io.serviceregistry.proto.log.v1.BeginTerm proto) {
        Fields.refuseUnknown(proto);
        return new BeginTerm(proto.getProposerTerm());
    }

    private static AdoptSettings adoptSettings(io.serviceregistry.proto.log.v1.AdoptSettings proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasSettings(), proto, "settings");
        return new AdoptSettings(ModelCodec.settings(proto.getSettings()));
    }

    private static SetOverride setOverride(io.serviceregistry.proto.log.v1.SetOverride proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasKey(), proto, "key");
        return new SetOverride(
                OverrideScope.of(ModelCodec.key(proto.getKey())),
                ModelCodec.status(proto.getStatus(), "SetOverride"),
                proto.getReason(),
                proto.getOwner(),
                proto.getExpiresAfterMillis());
    }

    private static ClearOverride clearOverride(io.serviceregistry.proto.log.v1.ClearOverride proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasKey(), proto, "key");
        return new ClearOverride(OverrideScope.of(ModelCodec.key(proto.getKey())));
    }

    private static SetOverride setWideOverride(SetWideOverride proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasScope(), proto, "scope");
        return new SetOverride(
                ScopeCodec.wide(proto.getScope()),
                ModelCodec.status(proto.getStatus(), "SetWideOverride"),
                proto.getReason(),
                proto.getOwner(),
                proto.getExpiresAfterMillis());
    }

    private static ClearOverride clearWideOverride(ClearWideOverride proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasScope(), proto, "scope");
        return new ClearOverride(ScopeCodec.wide(proto.getScope()));
    }

    private static ReleaseHold releaseHold(io.serviceregistry.proto.log.v1.ReleaseHold proto) {
        Fields.refuseUnknown(proto);
        return new ReleaseHold(new ServiceKey(proto.getNamespace(), proto.getService()));
    }

    private static EndDue endDue(io.serviceregistry.proto.log.v1.EndDue proto) {
        Fields.refuseUnknown(proto);
        return new EndDue(proto.getProposerTerm());
    }

    private static Barrier barrier(io.serviceregistry.proto.log.v1.Barrier proto) {
        Fields.refuseUnknown(proto);
        return new Barrier();
    }

    private static CompareStates compareStates(io.serviceregistry.proto.log.v1.CompareStates proto) {
        Fields.refuseUnknown(proto);
        int count = proto.getReportsCount();
        if (count > CompareStates.MAX_REPORTS) {
            throw Fields.corrupt(proto, count + " reports (expected: <= " + CompareStates.MAX_REPORTS + ')');
        }
        List<StateReport> reports = new ArrayList<>(count);
        for (io.serviceregistry.proto.log.v1.StateReport report : proto.getReportsList()) {
            Fields.refuseUnknown(report);
            reports.add(new StateReport(report.getNodeId(), report.hasDigest() ? report.getDigest() : null));
        }
        return new CompareStates(proto.getProposerTerm(), proto.getLogIndex(), reports);
    }

    private static RaiseFeatureLevel raiseFeatureLevel(io.serviceregistry.proto.log.v1.RaiseFeatureLevel proto) {
        Fields.refuseUnknown(proto);
        return new RaiseFeatureLevel(proto.getProposerTerm(), proto.getLevel());
    }

    /** Sets the command of a message: a new command does not compile until it is written here. */
    private record Encoder(io.serviceregistry.proto.log.v1.LoggedCommand.Builder proto)
            implements Command.Visitor<io.serviceregistry.proto.log.v1.LoggedCommand.Builder> {
        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder register(RegisterInstance command) {
            if (command.condition() != Condition.PREVIOUS_LEASE && command.previousLeaseId() != 0) {
                throw new IllegalArgumentException("previousLeaseId: " + command.previousLeaseId()
                        + " (expected: 0 with condition " + command.condition() + ')');
            }
            io.serviceregistry.proto.log.v1.RegisterInstance.Builder register =
                    io.serviceregistry.proto.log.v1.RegisterInstance.newBuilder()
                            .setSpec(ModelCodec.toProto(command.spec()));
            switch (command.condition()) {
                case NONE -> {}
                case IF_ABSENT -> register.setIfAbsent(true);
                case PREVIOUS_LEASE -> register.setPreviousLeaseId(command.previousLeaseId());
            }
            return proto.setRegister(register);
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder renew(RenewLeases command) {
            io.serviceregistry.proto.log.v1.RenewLeases.Builder renew =
                    io.serviceregistry.proto.log.v1.RenewLeases.newBuilder();
            long former = 0;
            for (int i = 0; i < command.size(); i++) {
                long leaseId = command.leaseId(i);
                renew.addLeaseIdDeltas(leaseId - former);
                former = leaseId;
            }
            return proto.setRenew(renew);
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder update(UpdateInstance command) {
            io.serviceregistry.proto.log.v1.UpdateInstance.Builder update =
                    io.serviceregistry.proto.log.v1.UpdateInstance.newBuilder()
                            .setKey(key(command.key()))
                            .setLeaseId(command.leaseId())
                            .setExpectedRevision(command.expectedRevision())
                            .setWeight(command.weight());
            if (command.status() != null) {
                update.setStatus(ModelCodec.toProto(command.status()));
            }
            if (command.metadata() != null) {
                update.setMetadata(Metadata.newBuilder().addAllEntries(ModelCodec.toProto(command.metadata())));
            }
            if (command.checks() != null) {
                update.setChecks(Checks.newBuilder().addAllChecks(ModelCodec.toProto(command.checks())));
            }
            return proto.setUpdate(update);
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder deregister(DeregisterInstance command) {
            return proto.setDeregister(io.serviceregistry.proto.log.v1.DeregisterInstance.newBuilder()
                    .setKey(key(command.key()))
                    .setLeaseId(command.leaseId()));
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder expire(ExpireLeases command) {
            io.serviceregistry.proto.log.v1.ExpireLeases.Builder expire =
                    io.serviceregistry.proto.log.v1.ExpireLeases.newBuilder().setProposerTerm(command.proposerTerm());
            for (LeaseRef lease : command.leases()) {
                expire.addLeases(io.serviceregistry.proto.log.v1.LeaseRef.newBuilder()
                        .setLeaseId(lease.id())
                        .setRenewals(lease.renewals()));
            }
            return proto.setExpire(expire);
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder beginTerm(BeginTerm command) {
            return proto.setBeginTerm(
                    io.serviceregistry.proto.log.v1.BeginTerm.newBuilder().setProposerTerm(command.proposerTerm()));
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder adoptSettings(AdoptSettings command) {
            return proto.setAdoptSettings(io.serviceregistry.proto.log.v1.AdoptSettings.newBuilder()
                    .setSettings(ModelCodec.toProto(command.settings())));
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder setOverride(SetOverride command) {
            if (command.scope().isWide()) {
                return proto.setSetWideOverride(SetWideOverride.newBuilder()
                        .setScope(ScopeCodec.wide(command.scope()))
                        .setStatus(ModelCodec.toProto(command.status()))
                        .setReason(Fields.text(command.reason(), "reason"))
                        .setOwner(Fields.text(command.owner(), "owner"))
                        .setExpiresAfterMillis(command.expiresAfterMillis()));
            }
            return proto.setSetOverride(io.serviceregistry.proto.log.v1.SetOverride.newBuilder()
                    .setKey(ScopeCodec.key(command.scope()))
                    .setStatus(ModelCodec.toProto(command.status()))
                    .setReason(Fields.text(command.reason(), "reason"))
                    .setOwner(Fields.text(command.owner(), "owner"))
                    .setExpiresAfterMillis(command.expiresAfterMillis()));
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder clearOverride(ClearOverride command) {
            if (command.scope().isWide()) {
                return proto.setClearWideOverride(
                        ClearWideOverride.newBuilder().setScope(ScopeCodec.wide(command.scope())));
            }
            return proto.setClearOverride(
                    io.serviceregistry.proto.log.v1.ClearOverride.newBuilder().setKey(ScopeCodec.key(command.scope())));
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder releaseHold(ReleaseHold command) {
            return proto.setReleaseHold(io.serviceregistry.proto.log.v1.ReleaseHold.newBuilder()
                    .setNamespace(Fields.text(command.service().namespace(), "namespace"))
                    .setService(Fields.text(command.service().service(), "service")));
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder endDue(EndDue command) {
            return proto.setEndDue(
                    io.serviceregistry.proto.log.v1.EndDue.newBuilder().setProposerTerm(command.proposerTerm()));
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder barrier(Barrier command) {
            return proto.setBarrier(io.serviceregistry.proto.log.v1.Barrier.getDefaultInstance());
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder compareStates(CompareStates command) {
            io.serviceregistry.proto.log.v1.CompareStates.Builder compare =
                    io.serviceregistry.proto.log.v1.CompareStates.newBuilder()
                            .setProposerTerm(command.proposerTerm())
                            .setLogIndex(command.logIndex());
            for (StateReport report : command.reports()) {
                io.serviceregistry.proto.log.v1.StateReport.Builder one =
                        io.serviceregistry.proto.log.v1.StateReport.newBuilder()
                                .setNodeId(Fields.text(report.nodeId(), "nodeId"));
                if (report.digest() != null) {
                    one.setDigest(report.digest());
                }
                compare.addReports(one);
            }
            return proto.setCompareStates(compare);
        }

        @Override
        public io.serviceregistry.proto.log.v1.LoggedCommand.Builder raiseFeatureLevel(RaiseFeatureLevel command) {
            return proto.setRaiseFeatureLevel(io.serviceregistry.proto.log.v1.RaiseFeatureLevel.newBuilder()
                    .setProposerTerm(command.proposerTerm())
                    .setLevel(command.level()));
        }

        private static io.serviceregistry.proto.log.v1.InstanceKey key(InstanceKey key) {
            return ModelCodec.toProto(key);
        }
    }
}
