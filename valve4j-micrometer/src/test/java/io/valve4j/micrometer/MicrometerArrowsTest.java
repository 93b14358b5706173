package io.valve4j.micrometer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Meters know the API of core and nothing of its inside; core knows nothing of them, nor of Micrometer. */
class MicrometerArrowsTest {

    private static final JavaClasses PUBLISHED = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("testkit"))
            .importPackages("io.valve4j");

    private static final DescribedPredicate<JavaClass> INSIDE_OF_CORE = resideInAPackage("io.valve4j.internal..")
            .and(DescribedPredicate.not(resideInAPackage("io.valve4j.internal.check")));

    @Test
    void meters_know_nothing_of_the_inside() {
        noClasses()
                .that()
                .resideInAPackage("io.valve4j.micrometer..")
                .should()
                .dependOnClassesThat(INSIDE_OF_CORE)
                .check(PUBLISHED);
    }

    @Test
    void core_knows_nothing_of_meters() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.valve4j.micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.valve4j.micrometer..", "io.micrometer..")
                .check(PUBLISHED);
    }

    /** The control: the rules see the arrows that are there. */
    @Test
    void a_rule_against_an_arrow_that_exists_fails() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage("io.valve4j.micrometer..")
                        .should()
                        .dependOnClassesThat(resideInAPackage("io.valve4j.status"))
                        .check(PUBLISHED))
                .isInstanceOf(AssertionError.class);
    }
}
