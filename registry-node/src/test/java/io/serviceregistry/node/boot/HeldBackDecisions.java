package io.serviceregistry.node.boot;

import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.replication.Replicator;
import io.serviceregistry.node.replication.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A log to which, each time its node begins to lead, what a leader of the term before could have decided and held back is
 * proposed as well: entries of that term whose times run ahead, and expiries of all the leases it saw.
 *
 * <p>On a node as it is, such a proposal takes a thread that is stopped between reading the term and appending, for as long
 * as it takes to lose the leadership and to win it again: a window of a few instructions, which no run of minutes meets. It
 * is open nevertheless, and the check of the proposer's term in apply is what makes it harmless. So the schedule is made
 * here, out of the view that the node begins with, and both the sound build and the one without the check get it.
 *
 * <p>Called by the thread that proposes.
 */
public final class HeldBackDecisions implements Replicator {
    /** Each moves time by a second at most: together beyond the longest lease of a fault run and the grace. */
    private static final int ENTRIES = 12;

    private static final long STEP_MILLIS = 1_000;

    private final Replicator log;
    private final Views views;
    private long term;

    /** Proposes to a log what the views let it foresee. */
    public HeldBackDecisions(Replicator log, Views views) {
        this.log = log;
        this.views = views;
    }

    @Override
    public CompletableFuture<List<Result>> propose(Entry entry) {
        CompletableFuture<List<Result>> results = log.propose(entry);
        if (entry.proposerTerm() > term) {
            term = entry.proposerTerm();
            proposeHeldBack(entry);
        }
        return results;
    }

    private void proposeHeldBack(Entry first) {
        long formerTerm = first.proposerTerm() - 1;
        for (int i = 1; i <= ENTRIES; i++) {
            var unused = log.propose(new Entry(formerTerm, first.timeMillis() + i * STEP_MILLIS, expiries(formerTerm)));
        }
    }

    private List<LoggedCommand> expiries(long formerTerm) {
        List<LeaseRef> seen = views.current().image().leases().values().stream()
                .filter(lease -> lease.ttlMillis() != InstanceSpec.NO_TTL)
                .map(lease -> new LeaseRef(lease.id(), lease.renewals()))
                .toList();
        List<LoggedCommand> expiries = new ArrayList<>();
        for (int from = 0; from < seen.size(); from += ExpireLeases.MAX_LEASES) {
            expiries.add(LoggedCommand.internal(new ExpireLeases(
                    formerTerm, seen.subList(from, Math.min(seen.size(), from + ExpireLeases.MAX_LEASES)))));
        }
        return expiries;
    }

    @Override
    public int sizeOf(LoggedCommand command) {
        return log.sizeOf(command);
    }
}
