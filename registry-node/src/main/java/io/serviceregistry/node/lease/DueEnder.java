package io.serviceregistry.node.lease;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.LeaderDuty;
import java.util.List;
import java.util.function.Supplier;

/** Proposes the end of overrides and holds whose time has come, on the leader. Looks once a second: they end in minutes. */
public final class DueEnder implements LeaderDuty {
    static final long LOOK_EVERY_MILLIS = 1_000;

    private long term;
    private long lookedAtMillis;

    @Override
    public void beginTerm(long newTerm, Supplier<CatalogView> current) {
        term = newTerm;
        lookedAtMillis = current.get().image().timeMillis();
    }

    @Override
    public List<Command> due(CatalogView view, long timeMillis) {
        if (timeMillis - lookedAtMillis < LOOK_EVERY_MILLIS) {
            return List.of();
        }
        lookedAtMillis = timeMillis;
        boolean due = view.image().holds().values().stream().anyMatch(hold -> hold.untilMillis() <= timeMillis)
                || view.image().overrides().values().stream().anyMatch(override -> override.endedAt(timeMillis));
        return due ? List.of(new EndDue(term)) : List.of();
    }
}
