package io.valve4j.spring.boot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the arrows of the module. */
class SpringArrowsTest {

    private static final String ROOM = "io.valve4j.spring.boot";
    private static final String[] JOINED = {ROOM + ".actuate", ROOM + ".method", ROOM + ".store", ROOM + ".web"};
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOM);

    @Test
    void nothing_of_valve4js_inside_is_used() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.valve4j.internal..")
                .check(CLASSES);
    }

    @Test
    void the_room_of_the_manager_knows_none_of_what_is_joined_to_it() {
        noClasses()
                .that()
                .resideInAPackage(ROOM)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JOINED)
                .check(CLASSES);
    }

    @Test
    void what_is_joined_does_not_know_each_other() {
        for (String one : JOINED) {
            for (String other : JOINED) {
                if (!one.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(one)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other)
                            .check(CLASSES);
                }
            }
        }
    }

    /** The control: the rules see the arrows that are there. */
    @Test
    void a_rule_against_an_arrow_that_exists_fails() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage(ROOM + ".web")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOM)
                        .check(CLASSES))
                .isInstanceOf(AssertionError.class);
    }
}
