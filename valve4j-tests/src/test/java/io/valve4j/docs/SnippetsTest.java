package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every piece of Java in the pages at the root and under docs stands, line for line, in a test that compiles, in a package named
 * docs: here, or in the module that the page is about. */
class SnippetsTest {

    @TestFactory
    List<DynamicTest> every_snippet_compiles() throws IOException {
        String code = compiled();
        List<DynamicTest> tests = new ArrayList<>();
        for (Page page : Page.all()) {
            int number = 0;
            for (String snippet : page.fenced("java")) {
                number++;
                tests.add(DynamicTest.dynamicTest(
                        page.name() + " " + number,
                        () -> assertThat(code.contains(folded(snippet)))
                                .as(snippet)
                                .isTrue()));
            }
        }
        assertThat(tests).hasSizeGreaterThan(50);
        return tests;
    }

    /** The control: what stands nowhere is missed. */
    @Test
    void a_snippet_that_stands_nowhere_is_found_out() throws IOException {
        String elsewhere = "valve.register(" + "Profile.named(\"nowhere\"));";
        assertThat(compiled()).doesNotContain(folded(elsewhere));
    }

    private static String compiled() throws IOException {
        try (Stream<Path> tests = Files.walk(Path.of(".."), 16)) {
            return tests.filter(SnippetsTest::isInAPackageOfDocs)
                    .map(SnippetsTest::read)
                    .map(SnippetsTest::folded)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static boolean isInAPackageOfDocs(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.contains("/src/test/java/") && path.contains("/docs/") && path.endsWith(".java");
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As it is, but for indentation and empty lines. */
    private static String folded(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
