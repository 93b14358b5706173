package io.valve4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the modules of the stores and the rest. */
class StoreArrowsTest {

    private static final String GUARD = "io.valve4j.guard..";
    private static final List<String> STORES =
            List.of("io.valve4j.jdbc..", "io.valve4j.redis..", "io.valve4j.mongodb..");

    private static final JavaClasses PUBLISHED = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("engines") && !location.contains("testkit"))
            .importPackages("io.valve4j");

    private static final DescribedPredicate<JavaClass> INSIDE_OF_CORE = resideInAPackage("io.valve4j.internal..")
            .and(DescribedPredicate.not(resideInAPackage("io.valve4j.internal.check")));

    @Test
    void a_store_knows_the_api_and_the_guard_and_nothing_else_of_valve4j() {
        for (String store : STORES) {
            classes()
                    .that()
                    .resideInAPackage(store)
                    .should()
                    .onlyDependOnClassesThat(DescribedPredicate.not(INSIDE_OF_CORE)
                            .and(DescribedPredicate.not(resideInAnyPackage(otherThan(store)))))
                    .check(PUBLISHED);
        }
    }

    private static String[] otherThan(String store) {
        return STORES.stream().filter(other -> !other.equals(store)).toArray(String[]::new);
    }

    @Test
    void the_guard_knows_no_store_and_no_inside() {
        noClasses()
                .that()
                .resideInAPackage(GUARD)
                .should()
                .dependOnClassesThat(INSIDE_OF_CORE.or(resideInAnyPackage(STORES.toArray(String[]::new))))
                .check(PUBLISHED);
    }

    @Test
    void core_knows_none_of_them() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.valve4j.guard..", "io.valve4j.jdbc..", "io.valve4j.redis..", "io.valve4j.mongodb..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(GUARD).or(resideInAnyPackage(STORES.toArray(String[]::new))))
                .check(PUBLISHED);
    }

    @Test
    void every_package_is_null_marked() {
        assertThat(PUBLISHED.getPackage("io.valve4j").getSubpackagesInTree())
                .filteredOn(javaPackage -> !javaPackage.getClasses().isEmpty())
                .hasSizeGreaterThan(10)
                .allMatch(javaPackage -> javaPackage.isAnnotatedWith(NullMarked.class));
    }

    /** The control: the rules see the arrows that are there. */
    @Test
    void a_rule_against_an_arrow_that_exists_fails() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage("io.valve4j.jdbc..")
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(GUARD))
                        .check(PUBLISHED))
                .isInstanceOf(AssertionError.class);
    }
}
