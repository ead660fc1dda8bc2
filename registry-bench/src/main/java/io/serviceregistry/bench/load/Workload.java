package io.serviceregistry.bench.load;

import io.serviceregistry.bench.load.Target.Freshness;
import io.serviceregistry.bench.load.Target.Renewals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What a load consists of. */
public enum Workload {
    /** Registrations of instances that are not there yet. */
    REGISTER,
    /** Renewals of leases, over streams. */
    RENEW,
    /** Questions for the ten instances of a service. */
    DISCOVER,
    /** Of ten calls, on average, six renewals, three questions and one registration. */
    MIXED;

    private static final int MIX = 10;
    private static final int MIX_RENEWALS = 6;
    private static final int MIX_READS = 3;

    /**
     * How much of it.
     *
     * @param callers how many calls may be under way
     * @param streams the streams that renewals share; those of one node are on its connections
     * @param leasesPerMessage leases renewed by one message
     * @param services services that are asked for
     * @param freshness of the answers
     * @param seed of everything that is drawn by lot
     */
    public record Size(int callers, int streams, int leasesPerMessage, int services, Freshness freshness, long seed) {
        public Size {
            if (callers < 1 || streams < 1 || leasesPerMessage < 1 || services < 1) {
                throw new IllegalArgumentException("callers, streams, leasesPerMessage, services: " + callers + ", "
                        + streams + ", " + leasesPerMessage + ", " + services + " (expected: each >= 1)");
            }
        }
    }

    /** How many instances must be registered before the callers can begin: the first of the names. */
    public int population(Size size) {
        int read = size.services() * InstanceNames.PER_SERVICE;
        int renewed = size.callers() * size.leasesPerMessage();
        return switch (this) {
            case REGISTER -> 0;
            case RENEW -> renewed;
            case DISCOVER -> read;
            case MIXED -> Math.max(read, renewed);
        };
    }

    /**
     * Its callers.
     *
     * @param names the names of the population, and of what is registered from now on
     * @param leases of the population
     */
    public List<Caller> callers(Target target, Size size, InstanceNames names, long[] leases) {
        List<Renewals> streams = new ArrayList<>();
        if (this == RENEW || this == MIXED) {
            for (int i = 0; i < Math.min(size.streams(), size.callers()); i++) {
                streams.add(target.renewals(i));
            }
        }
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < size.callers(); i++) {
            callers.add(caller(target, size, names, leases, streams, i));
        }
        return callers;
    }

    private Caller caller(
            Target target, Size size, InstanceNames names, long[] leases, List<Renewals> streams, int index) {
        return switch (this) {
            case REGISTER -> target.registering(index, names, leaseId -> {});
            case RENEW -> renewing(size, leases, streams, index);
            case DISCOVER -> target.discovering(index, names, size.services(), size.freshness());
            case MIXED -> {
                Caller renewing = renewing(size, leases, streams, index);
                Caller reading = target.discovering(index, names, size.services(), size.freshness());
                Caller registering = target.registering(index, names, leaseId -> {});
                SplittableRandom lot = new SplittableRandom(size.seed() ^ index);
                yield completion -> {
                    int drawn = lot.nextInt(MIX);
                    Caller next =
                            drawn < MIX_RENEWALS ? renewing : drawn < MIX_RENEWALS + MIX_READS ? reading : registering;
                    next.call(completion);
                };
            }
        };
    }

    private static Caller renewing(Size size, long[] leases, List<Renewals> streams, int index) {
        int from = index * size.leasesPerMessage();
        return streams.get(index % streams.size())
                .renewing(Arrays.copyOfRange(leases, from, from + size.leasesPerMessage()));
    }
}
