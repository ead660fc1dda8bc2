package io.serviceregistry.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom in registry-bench. */
@AnalyzeClasses(packages = "io.serviceregistry.bench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule nothingKnowsTheNode = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.serviceregistry.node..")
            .because("what is measured is what an operator runs: a process");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.serviceregistry.bench.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhat = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Utils?|Helper|Impl)")
            .because("a class is named after what it is");
}
