package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.Fingerprint;

/**
 * One decision in the log. Commands add themselves to a fingerprint, by which a repeated request is told from a
 * different one under the same id.
 */
public sealed interface Command extends Fingerprint.Part
        permits RegisterInstance,
                RenewLeases,
                UpdateInstance,
                DeregisterInstance,
                ExpireLeases,
                BeginTerm,
                AdoptSettings,
                SetOverride,
                ClearOverride,
                ReleaseHold,
                EndDue,
                Barrier,
                CompareStates,
                RaiseFeatureLevel {
    /** The feature level since which it may be in the log: in a state below it is refused, for a member may not understand it. */
    default int requiredLevel() {
        return FeatureLevel.FIRST;
    }

    /** Calls the visitor's method for this command. */
    <R> R accept(Visitor<R> visitor);

    /** One method for each command: the compiler sees to it that none is forgotten. */
    interface Visitor<R> {
        R register(RegisterInstance command);

        R renew(RenewLeases command);

        R update(UpdateInstance command);

        R deregister(DeregisterInstance command);

        R expire(ExpireLeases command);

        R beginTerm(BeginTerm command);

        R adoptSettings(AdoptSettings command);

        R setOverride(SetOverride command);

        R clearOverride(ClearOverride command);

        R releaseHold(ReleaseHold command);

        R endDue(EndDue command);

        R barrier(Barrier command);

        R compareStates(CompareStates command);

        R raiseFeatureLevel(RaiseFeatureLevel command);
    }
}
