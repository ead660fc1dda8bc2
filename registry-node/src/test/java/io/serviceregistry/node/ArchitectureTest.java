package io.serviceregistry.node;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who may import whom in the node.
 *
 * <p>The rules hold for whatever is there: a package that does not exist yet breaks none of them. A rule that is
 * in the way of a good idea is changed here, in the same commit and with the reason, never worked around.
 */
@AnalyzeClasses(packages = "io.serviceregistry.node", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String NODE = "io.serviceregistry.node.";

    @ArchTest
    static final ArchRule coreDependsOnNothingButTheLanguage = classes()
            .that()
            .resideInAPackage(NODE + "core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "core..",
                    "java.lang..",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations..",
                    "org.pcollections..")
            .allowEmptyShould(true)
            .because("a replica must reach the same state from the same log, whatever machine it runs on");

    @ArchTest
    static final ArchRule coreReadsNoAmbientInput = noClasses()
            .that()
            .resideInAPackage(NODE + "core..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(HashMap.class, HashSet.class, Random.class, UUID.class)
            .orShould()
            .callMethod(Set.class, "copyOf", Collection.class)
            .orShould()
            .callMethod(Map.class, "copyOf", Map.class)
            .orShould()
            .callMethod(System.class, "identityHashCode", Object.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .allowEmptyShould(true)
            .because("hash order depends on insertion history, and Set.copyOf and Map.copyOf order by the JVM run");

    @ArchTest
    static final ArchRule coreUsesNoThreads = noClasses()
            .that()
            .resideInAPackage(NODE + "core..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, ThreadLocal.class)
            .allowEmptyShould(true)
            .because("one thread applies the log; the core does not know which");

    @ArchTest
    static final ArchRule onlyTimeReadsTheClock = noClasses()
            .that()
            .resideOutsideOfPackage(NODE + "time..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .allowEmptyShould(true)
            .because("time is an input: whoever needs it is handed a clock, so that a test can move it");

    @ArchTest
    static final ArchRule chanceComesFromASeed = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ThreadLocalRandom.class)
            .orShould()
            .callMethod(Math.class, "random")
            .allowEmptyShould(true)
            .because("a run must be repeatable from its seed: pass a generator in the constructor");

    @ArchTest
    static final ArchRule ratisStaysInRaft = noClasses()
            .that()
            .resideOutsideOfPackage(NODE + "raft..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.ratis..")
            .allowEmptyShould(true)
            .because("Ratis brings its own shaded gRPC and Protobuf, and two ByteStrings must never meet");

    @ArchTest
    static final ArchRule grpcStaysInRpc = noClasses()
            .that()
            .resideOutsideOfPackages(NODE + "rpc..", NODE + "boot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc..")
            .allowEmptyShould(true)
            .because("a use case that knows a transport cannot be called from the next door");

    @ArchTest
    static final ArchRule nettyStaysInTheDoors = noClasses()
            .that()
            .resideOutsideOfPackages(NODE + "rpc..", NODE + "http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule httpLibraryStaysInHttp = noClasses()
            .that()
            .resideOutsideOfPackages(NODE + "http..", NODE + "boot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.linecorp.armeria..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule micrometerStaysInMetrics = noClasses()
            .that()
            .resideOutsideOfPackage(NODE + "metrics..")
            .and()
            .doNotHaveFullyQualifiedName(NODE + "http.HttpFlags") // takes the HTTP library's own meters away
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus..")
            .allowEmptyShould(true)
            .because("what is counted is a plain number where it happens, and costs nothing until somebody reads it");

    @ArchTest
    static final ArchRule metricsKnowNothingOfWhatIsMeasured = noClasses()
            .that()
            .resideInAPackage(NODE + "metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "agreement..",
                    NODE + "boot..",
                    NODE + "codec..",
                    NODE + "config..",
                    NODE + "core..",
                    NODE + "http..",
                    NODE + "lease..",
                    NODE + "raft..",
                    NODE + "replication..",
                    NODE + "rpc..",
                    NODE + "service..",
                    NODE + "watch..")
            .allowEmptyShould(true)
            .because("boot says which number is which metric");

    @ArchTest
    static final ArchRule whatIsMeasuredKnowsNoMetrics = noClasses()
            .that()
            .resideInAnyPackage(
                    NODE + "agreement..",
                    NODE + "codec..",
                    NODE + "core..",
                    NODE + "disk..",
                    NODE + "door..",
                    NODE + "lease..",
                    NODE + "raft..",
                    NODE + "replication..",
                    NODE + "rpc..",
                    NODE + "service..",
                    NODE + "watch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(NODE + "metrics..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule protobufStaysInCodecAndDoors = noClasses()
            .that()
            .resideOutsideOfPackages(NODE + "codec..", NODE + "door..", NODE + "rpc..", NODE + "http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", "com.google.rpc..", "io.serviceregistry.proto..")
            .allowEmptyShould(true)
            .because("bytes become records at the edge, and only there");

    @ArchTest
    static final ArchRule onlyCodecReadsTheLogSchema = noClasses()
            .that()
            .resideOutsideOfPackages(NODE + "codec..", NODE + "rpc..") // rpc forwards commands as codec makes them
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.serviceregistry.proto.log..")
            .allowEmptyShould(true)
            .because("what is on disk changes slower than what is on the wire");

    @ArchTest
    static final ArchRule onlyRpcSpeaksToPeers = noClasses()
            .that()
            .resideOutsideOfPackage(NODE + "rpc..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.serviceregistry.proto.peer..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule codecKnowsOnlyCoreAndTheLogSchema = noClasses()
            .that()
            .resideInAPackage(NODE + "codec..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.serviceregistry.proto.v1..", "io.serviceregistry.proto.peer..")
                    .and(not(nameMatching(
                            ".*\\.BackupHeader(\\$.*|OrBuilder)?")))) // which others read in a file of ours
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "agreement..",
                    NODE + "boot..",
                    NODE + "config..",
                    NODE + "http..",
                    NODE + "lease..",
                    NODE + "raft..",
                    NODE + "replication..",
                    NODE + "rpc..",
                    NODE + "service..",
                    NODE + "watch..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule replicationIsPortsAndLogic = noClasses()
            .that()
            .resideInAPackage(NODE + "replication..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "agreement..",
                    NODE + "boot..",
                    NODE + "codec..",
                    NODE + "http..",
                    NODE + "lease..",
                    NODE + "raft..",
                    NODE + "rpc..",
                    NODE + "service..",
                    NODE + "watch..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule watchFollowsTheViewAlone = noClasses()
            .that()
            .resideInAPackage(NODE + "watch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "boot..",
                    NODE + "codec..",
                    NODE + "http..",
                    NODE + "lease..",
                    NODE + "raft..",
                    NODE + "replication..",
                    NODE + "rpc..",
                    NODE + "service..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule leaseProposesThroughThePortOnly = noClasses()
            .that()
            .resideInAPackage(NODE + "lease..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "agreement..",
                    NODE + "boot..",
                    NODE + "codec..",
                    NODE + "http..",
                    NODE + "raft..",
                    NODE + "rpc..",
                    NODE + "service..",
                    NODE + "watch..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule agreementComparesThroughThePortsOnly = noClasses()
            .that()
            .resideInAPackage(NODE + "agreement..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "boot..",
                    NODE + "codec..",
                    NODE + "http..",
                    NODE + "lease..",
                    NODE + "raft..",
                    NODE + "rpc..",
                    NODE + "service..",
                    NODE + "watch..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule useCasesKnowNoTransportAndNoAdapter = noClasses()
            .that()
            .resideInAPackage(NODE + "service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "boot..",
                    NODE + "codec..",
                    NODE + "door..",
                    NODE + "http..",
                    NODE + "raft..",
                    NODE + "rpc..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule raftKnowsNoDoorAndNoUseCase = noClasses()
            .that()
            .resideInAPackage(NODE + "raft..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NODE + "agreement..",
                    NODE + "boot..",
                    NODE + "http..",
                    NODE + "lease..",
                    NODE + "rpc..",
                    NODE + "service..",
                    NODE + "watch..")
            .allowEmptyShould(true)
            .because("an adapter translates and holds no decisions");

    @ArchTest
    static final ArchRule doorsCallUseCases = noClasses()
            .that()
            .resideInAnyPackage(NODE + "door..", NODE + "rpc..", NODE + "http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE + "boot..", NODE + "core.state..", NODE + "lease..", NODE + "raft..")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("WatchHub")
            .allowEmptyShould(true)
            .because("a door adapts and decides nothing; of a watch it knows what is sent, and to whom");

    @ArchTest
    static final ArchRule nobodyImportsBoot = noClasses()
            .that()
            .resideOutsideOfPackage(NODE + "boot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(NODE + "boot..")
            .allowEmptyShould(true)
            .because("boot is the only package that sees everything");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles = slices().matching("io.serviceregistry.node.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule namesSayWhat = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Utils?|Helper|Impl)")
            .allowEmptyShould(true)
            .because("a class is named after what it is");
}
