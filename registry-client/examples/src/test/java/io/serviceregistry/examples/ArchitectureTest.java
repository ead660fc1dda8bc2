package io.serviceregistry.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom in the examples. */
@AnalyzeClasses(packages = "io.serviceregistry.examples", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule examplesUseWhatAnApplicationMay = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.serviceregistry.client.internal..",
                    "io.serviceregistry.proto..",
                    "io.serviceregistry.node..",
                    "io.serviceregistry.cli..")
            .because("what an example cannot do with the public client, an application cannot do either");

    @ArchTest
    static final ArchRule ordersKnowPaymentsByTheirSchemaOnly = noClasses()
            .that()
            .resideInAPackage("io.serviceregistry.examples.order..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.serviceregistry.examples.payment..")
            .because("they are two processes, and find each other through the registry");

    @ArchTest
    static final ArchRule namesSayWhat = noClasses()
            .that()
            .resideOutsideOfPackage("io.serviceregistry.examples.proto..")
            .should()
            .haveNameMatching(".*(Manager|Utils?|Helper|Impl)")
            .because("a class is named after what it is");
}
