package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.report.Comparison;
import java.util.List;

/** What can be compared. Each measure gets a pair of fresh clusters. */
enum Measure {
    /** Registrations at 1, 64 and 256 callers. */
    REGISTRATIONS {
        @Override
        List<Comparison> run(Pair pair, Plan plan) {
            return new Registrations(pair, plan).run();
        }
    },
    /** Renewals at 1 and at 100 leases for each message, to keep-alives. */
    RENEWALS {
        @Override
        List<Comparison> run(Pair pair, Plan plan) {
            return new Renewals(pair, plan).run();
        }
    },
    /** Linearizable and local questions for the ten instances of a service, by 256 callers. */
    DISCOVERY {
        @Override
        List<Comparison> run(Pair pair, Plan plan) {
            return new Discovery(pair, plan).run();
        }
    },
    /** How long a writer is held up when the leader is killed. */
    OUTAGE {
        @Override
        List<Comparison> run(Pair pair, Plan plan) {
            return new Outages(pair, plan).run();
        }
    },
    /** Memory and restart time of a node that holds many instances. */
    FOOTPRINT {
        @Override
        List<Comparison> run(Pair pair, Plan plan) {
            return new Footprint(pair, plan).run();
        }
    };

    abstract List<Comparison> run(Pair pair, Plan plan);
}
