package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.view.CatalogView;
import java.util.Optional;

/**
 * Where a watch begins.
 *
 * @param view the state to begin with, unless its reader has one that changes lead from
 * @param resume what the reader has
 */
public record WatchStart(CatalogView view, Optional<Resume> resume) {
    /**
     * The state that an earlier watch has left its reader with.
     *
     * @param sameCluster false when it is that of another cluster, whose revisions mean nothing here
     */
    public record Resume(long revision, boolean sameCluster) {}
}
