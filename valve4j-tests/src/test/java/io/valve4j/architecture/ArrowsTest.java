package io.valve4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.valve4j.ValveManager;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the arrows of ARCHITECTURE.md. */
class ArrowsTest {

    private static final String API = "io.valve4j";
    private static final String INTERNAL = "io.valve4j.internal..";
    private static final String CHECK = "io.valve4j.internal.check";
    private static final String ENGINE = "io.valve4j.internal.engine";
    private static final String MEMORY = "io.valve4j.internal.memory";
    private static final String RATE = "io.valve4j.internal.rate";
    private static final String SCHEDULE = "io.valve4j.internal.schedule";
    private static final String TIME = "io.valve4j.time";

    /** What has lock, alarm and threads, or counts for them; everything else in its room is pure. */
    private static final Class<?>[] SHELL = Stream.of(
                    "Dispatcher",
                    "Shell",
                    "Inbox",
                    "Performer",
                    "Afterwards",
                    "HandOff",
                    "Worker",
                    "WorkerPool",
                    "WorkerThreads")
            .map(name -> {
                try {
                    return Class.forName(SCHEDULE + "." + name);
                } catch (ClassNotFoundException e) {
                    throw new AssertionError(e);
                }
            })
            .toArray(Class<?>[]::new);

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("testkit"))
            .importPackages(API);

    private static final DescribedPredicate<JavaClass> INSIDE =
            resideInAnyPackage(INTERNAL).and(DescribedPredicate.not(resideInAnyPackage(CHECK)));

    @Test
    void onlyTheManagerKnowsTheInside() {
        noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL)
                .and()
                .doNotHaveFullyQualifiedName(ValveManager.class.getName())
                .should()
                .dependOnClassesThat(INSIDE)
                .check(CORE);
    }

    @Test
    void theManagerKnowsOnlyTheEngine() {
        classes()
                .that()
                .haveFullyQualifiedName(ValveManager.class.getName())
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(INSIDE).or(resideInAnyPackage(ENGINE)))
                .check(CORE);
    }

    @Test
    void onlyTheEngineKnowsTheOtherRooms() {
        for (String room : new String[] {"rate", "quota", "subscription", "event", "store"}) {
            roomKnowsOnly("io.valve4j.internal." + room);
        }
        roomKnowsOnly(SCHEDULE, RATE);
    }

    private static void roomKnowsOnly(String room, String... others) {
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(INSIDE)
                        .or(resideInAnyPackage(room, MEMORY))
                        .or(resideInAnyPackage(others)))
                .check(CORE);
    }

    @Test
    void checksAreALeaf() {
        roomKnowsOfUsOnly(CHECK);
    }

    @Test
    void tablesAreALeafThatKnowsTime() {
        roomKnowsOfUsOnly(MEMORY, TIME);
    }

    private static void roomKnowsOfUsOnly(String room, String... others) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.valve4j..")
                        .and(DescribedPredicate.not(resideInAnyPackage(room).or(resideInAnyPackage(others)))))
                .check(CORE);
    }

    @Test
    void insideRoomsHaveNoCycles() {
        slices().matching("io.valve4j.internal.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void nobodyButTheTimeSourceReadsAClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage(TIME)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(CORE);
    }

    @Test
    void theSchedulerKnowsNeitherThreadsNorLocks() {
        noClasses()
                .that()
                .resideInAPackage(SCHEDULE)
                .and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(SHELL)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(CORE);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CORE.getDefaultPackage().getPackage(API).getSubpackagesInTree())
                .filteredOn(javaPackage -> !javaPackage.getClasses().isEmpty())
                .isNotEmpty()
                .allMatch(ArrowsTest::nullMarked);
        assertThat(nullMarked(CORE.getPackage(API))).isTrue();
    }

    private static boolean nullMarked(JavaPackage javaPackage) {
        return javaPackage.isAnnotatedWith(NullMarked.class);
    }

    /** The control: the rules see the arrows that are there. */
    @Test
    void aRuleAgainstAnArrowThatExistsFails() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage(SCHEDULE)
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(RATE))
                        .check(CORE))
                .isInstanceOf(AssertionError.class);
    }
}
