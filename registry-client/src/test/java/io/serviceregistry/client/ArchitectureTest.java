package io.serviceregistry.client;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the client library may see, and what it may show. */
@AnalyzeClasses(packages = "io.serviceregistry.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String INTERNAL = "io.serviceregistry.client.internal";

    @ArchTest
    static final ArchRule clientSeesThePublicSchemaOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.serviceregistry.proto.log..", "io.serviceregistry.proto.peer..")
            .allowEmptyShould(true)
            .because("what nodes say to each other and to their disks may change with every release");

    @ArchTest
    static final ArchRule clientDoesNotKnowTheNode = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.serviceregistry.node..", "io.serviceregistry.cli..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule balancingKnowsNoWire = classes()
            .that()
            .resideInAPackage("io.serviceregistry.client.balance")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.serviceregistry.client", "io.serviceregistry.client.balance", "java..", "org.jspecify..")
            .allowEmptyShould(true)
            .because("instances are chosen for calls of any kind");

    @ArchTest
    static final ArchRule publicTypesExposeNothingInternal = ArchRuleDefinition.codeUnits()
            .that(describe("belong to the public API", ArchitectureTest::isPublicApi))
            .should(mentionNothingInternal())
            .allowEmptyShould(true)
            .because("applications compile against what they can see, and then it can no longer change");

    @ArchTest
    static final ArchRule publicFieldsExposeNothingInternal = ArchRuleDefinition.noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage(INTERNAL + "..")
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areNotPrivate()
            .should()
            .haveRawType(describe("an internal type", ArchitectureTest::isInternal))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule publicTypesExtendNothingInternal = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "..")
            .and()
            .arePublic()
            .should()
            .beAssignableTo(describe("an internal type", ArchitectureTest::isInternal))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule grpcIsSeenOnlyByWhoAsksForIt = noClasses()
            .that()
            .resideOutsideOfPackages(INTERNAL + "..", "io.serviceregistry.client.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.netty..", "com.google..")
            .because("how the registry is spoken to is nothing an application should compile against");

    @ArchTest
    static final ArchRule micrometerIsSeenOnlyByMetrics = noClasses()
            .that()
            .resideOutsideOfPackage("io.serviceregistry.client.metrics")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.serviceregistry.client.metrics")
            .because("an application without Micrometer loads no class of it");

    @ArchTest
    static final ArchRule metricsKnowThePublicTypesOnly = classes()
            .that()
            .resideInAPackage("io.serviceregistry.client.metrics")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.serviceregistry.client",
                    "io.serviceregistry.client.metrics",
                    "io.micrometer..",
                    "java..",
                    "org.jspecify..")
            .because("metrics for another library can be made of the same");

    @ArchTest
    static final ArchRule namesSayWhat = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Utils?|Helper|Impl)")
            .allowEmptyShould(true)
            .because("a class is named after what it is");

    private static boolean isInternal(JavaClass type) {
        return type.getBaseComponentType().getPackageName().startsWith(INTERNAL);
    }

    private static boolean isPublicApi(JavaCodeUnit unit) {
        Set<JavaModifier> modifiers = unit.getModifiers();
        return unit.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
                && !isInternal(unit.getOwner())
                && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED));
    }

    private static ArchCondition<JavaCodeUnit> mentionNothingInternal() {
        return new ArchCondition<>("mention no internal type in their signature") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                Stream<JavaClass> inSignature = Stream.of(
                                Stream.of(unit.getReturnType()),
                                unit.getParameterTypes().stream(),
                                unit.getExceptionTypes().stream())
                        .flatMap(types -> types)
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream());
                Set<String> internal = inSignature
                        .filter(ArchitectureTest::isInternal)
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());
                if (!internal.isEmpty()) {
                    events.add(SimpleConditionEvent.violated(unit, unit.getFullName() + " mentions " + internal));
                }
            }
        };
    }
}
