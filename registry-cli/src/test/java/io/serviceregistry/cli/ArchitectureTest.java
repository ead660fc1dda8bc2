package io.serviceregistry.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.serviceregistry.cli.output.Terminal;
import java.time.Instant;

/** Who may import whom in registryctl. */
@AnalyzeClasses(packages = "io.serviceregistry.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyTheClientLibraryTalksToNodes = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.serviceregistry.proto..", "io.serviceregistry.client.internal..")
            .because("what the public client cannot do, an application cannot do either");

    @ArchTest
    static final ArchRule nothingKnowsTheNode =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.serviceregistry.node..");

    @ArchTest
    static final ArchRule onlyTheTerminalPrints = noClasses()
            .that()
            .doNotBelongToAnyOf(Terminal.class)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule onlyTimeReadsTheClock = noClasses()
            .that()
            .resideOutsideOfPackage("io.serviceregistry.cli.time")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.serviceregistry.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhat = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Utils?|Helper|Impl)")
            .because("a class is named after what it is");
}
