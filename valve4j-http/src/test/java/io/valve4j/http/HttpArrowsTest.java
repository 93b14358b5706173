package io.valve4j.http;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the arrows of valve4j-http: core's API only, and servlets only in their own room. */
class HttpArrowsTest {

    private static final String SERVLET = "io.valve4j.http.servlet";

    private static final JavaClasses HTTP = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.valve4j.http");

    private static final DescribedPredicate<JavaClass> INSIDE_OF_CORE = resideInAPackage("io.valve4j.internal..")
            .and(DescribedPredicate.not(resideInAPackage("io.valve4j.internal.check")));

    @Test
    void it_knows_no_inside_of_core() {
        noClasses().should().dependOnClassesThat(INSIDE_OF_CORE).check(HTTP);
    }

    @Test
    void only_the_room_of_servlets_knows_servlets() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SERVLET)
                .should()
                .dependOnClassesThat(resideInAnyPackage("jakarta..", SERVLET))
                .check(HTTP);
    }

    @Test
    void every_package_is_null_marked() {
        assertThat(HTTP.getPackage("io.valve4j.http").getSubpackagesInTree())
                .extracting(javaPackage -> javaPackage.isAnnotatedWith(NullMarked.class))
                .containsExactly(true);
        assertThat(HTTP.getPackage("io.valve4j.http").isAnnotatedWith(NullMarked.class))
                .isTrue();
    }

    /** The control: the rules see the arrows that are there. */
    @Test
    void a_rule_against_an_arrow_that_exists_fails() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage(SERVLET)
                        .should()
                        .dependOnClassesThat(resideInAnyPackage("jakarta.."))
                        .check(HTTP))
                .isInstanceOf(AssertionError.class);
    }
}
