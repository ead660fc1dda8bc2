package io.serviceregistry.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.serviceregistry.bench.cluster.EtcdCluster;
import io.serviceregistry.bench.etcd.KVGrpc;
import io.serviceregistry.bench.etcd.RangeRequest;
import io.serviceregistry.bench.load.Caller;
import io.serviceregistry.bench.load.ClosedLoop;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.LoadResult;
import io.serviceregistry.bench.load.Phases;
import io.serviceregistry.bench.load.Population;
import io.serviceregistry.bench.load.Target;
import io.serviceregistry.bench.load.Target.Freshness;
import io.serviceregistry.bench.load.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peer does the same job, as far as it says so: what a load counts is there. */
class PeerClusterTest {
    private static final Phases SHORT = Phases.ofSeconds(0.2, 0.8);

    @TempDir
    Path directory;

    @Test
    void etcdHoldsWhatTheLoadCounts() {
        if (!Files.isExecutable(EtcdCluster.DEBIAN_PROGRAM)) {
            System.err.println("SKIPPED: PeerClusterTest needs " + EtcdCluster.DEBIAN_PROGRAM
                    + ", which Debian's package etcd-server installs");
        }
        assumeTrue(Files.isExecutable(EtcdCluster.DEBIAN_PROGRAM), "no etcd: Debian's package is etcd-server");
        try (EtcdContender etcd = new EtcdContender(directory, EtcdCluster.DEBIAN_PROGRAM)) {
            etcd.ids().forEach(etcd::start);
            etcd.ids().forEach(new Probe(etcd)::awaitReady);
            assertThat(etcd.ids()).contains(new Probe(etcd).leader());
            try (Target target = etcd.target(1)) {
                registrationsAreKeysWithLeases(etcd, target);
                renewalsAndReadsSucceed(target);
            }
        }
    }

    private static void registrationsAreKeysWithLeases(EtcdContender etcd, Target target) {
        InstanceNames names = new InstanceNames("register");
        LoadResult result = ClosedLoop.run(Workload.REGISTER.callers(target, size(8), names, new long[0]), SHORT);

        assertThat(result.calls()).isPositive();
        ManagedChannel channel = Probe.channel(etcd.addresses().get(0));
        try {
            RangeRequest all = EtcdTarget.all().setCountOnly(true).build();
            // On a machine that is far too busy a call may fail, and nobody can tell what became of it.
            assertThat(KVGrpc.newBlockingStub(channel).range(all).getCount())
                    .isBetween(result.acknowledged(), result.acknowledged() + result.failures());
            RangeRequest first = EtcdTarget.instancesOf(names.service(0)).build();
            assertThat(KVGrpc.newBlockingStub(channel).range(first).getKvsList())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(key.getLease()).isNotZero());
        } finally {
            channel.shutdownNow();
        }
    }

    private static void renewalsAndReadsSucceed(Target target) {
        InstanceNames names = new InstanceNames("read");
        long[] leases = Population.register(target, names, Workload.MIXED.population(size(8)));
        List<Caller> callers = Workload.MIXED.callers(target, size(8), names, leases);

        LoadResult result = ClosedLoop.run(callers, SHORT);

        assertThat(result.errors()).isEmpty();
        assertThat(result.calls()).isPositive();
    }

    private static Workload.Size size(int callers) {
        return new Workload.Size(callers, 4, 1, 3, Freshness.LINEARIZABLE, 1);
    }
}
