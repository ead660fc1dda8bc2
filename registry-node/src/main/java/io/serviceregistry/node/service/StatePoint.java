package io.serviceregistry.node.service;

import io.serviceregistry.node.core.view.CatalogView;

/** Which state an answer is of. */
public record StatePoint(long revision, long logIndex, long timeMillis) {
    /** The state that a view shows. */
    public static StatePoint of(CatalogView view) {
        return new StatePoint(
                view.image().revision(), view.image().logIndex(), view.image().timeMillis());
    }
}
