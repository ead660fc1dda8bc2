package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.state.StateImage.Scalars;
import org.pcollections.TreePMap;

/** Images of a state that differ from it in one thing. */
final class SimImages {
    private SimImages() {}

    /** Without any remembered request. */
    static StateImage withoutRequests(StateImage image) {
        return new StateImage(
                image.scalars(),
                image.services(),
                image.instances(),
                image.leases(),
                image.replacedLeases(),
                image.overrides(),
                image.lapses(),
                image.holds(),
                TreePMap.empty(),
                TreePMap.empty(),
                image.agreement(),
                image.digest());
    }

    /** Without the grace of its leader. */
    static StateImage withoutGrace(StateImage image) {
        Scalars is = image.scalars();
        return with(
                image,
                new Scalars(
                        is.term(),
                        is.logIndex(),
                        is.revision(),
                        is.timeMillis(),
                        is.nextLeaseId(),
                        0,
                        is.begunTerm(),
                        is.forgottenUntilMillis(),
                        is.settings(),
                        is.featureLevel()));
    }

    /** With the number of the next lease as it follows from those that live. */
    static StateImage withLeasesCountedAnew(StateImage image) {
        Scalars is = image.scalars();
        long next = image.leases().isEmpty() ? 1 : image.leases().lastKey() + 1;
        return next == is.nextLeaseId()
                ? image
                : with(
                        image,
                        new Scalars(
                                is.term(),
                                is.logIndex(),
                                is.revision(),
                                is.timeMillis(),
                                next,
                                is.graceUntilMillis(),
                                is.begunTerm(),
                                is.forgottenUntilMillis(),
                                is.settings(),
                                is.featureLevel()));
    }

    /** With the time up to which requests are forgotten moved by so much. */
    static StateImage withForgottenMoved(StateImage image, long byMillis) {
        Scalars is = image.scalars();
        return with(
                image,
                new Scalars(
                        is.term(),
                        is.logIndex(),
                        is.revision(),
                        is.timeMillis(),
                        is.nextLeaseId(),
                        is.graceUntilMillis(),
                        is.begunTerm(),
                        is.forgottenUntilMillis() + byMillis,
                        is.settings(),
                        is.featureLevel()));
    }

    private static StateImage with(StateImage image, Scalars scalars) {
        return new StateImage(
                scalars,
                image.services(),
                image.instances(),
                image.leases(),
                image.replacedLeases(),
                image.overrides(),
                image.lapses(),
                image.holds(),
                image.clients(),
                image.requests(),
                image.agreement(),
                image.digest());
    }
}
