package io.serviceregistry.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.TimeUnit;

/** How tests behave; the same rules hold for the tests of every module. */
@AnalyzeClasses(packages = "io.serviceregistry.examples", importOptions = ImportOption.OnlyIncludeTests.class)
class TestStyleTest {

    @ArchTest
    static final ArchRule testsDoNotSleep = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class)
            .because("waiting proves nothing: move the manual clock, or await an assertion in a cluster test");
}
