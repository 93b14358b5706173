package io.valve4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a person reads of an application that does not start. */
public final class Failures {

    private Failures() {}

    /** Description and action, by the first analyzer of all that are registered which knows the failure. */
    public static String shown(Throwable failure) {
        SpringFactoriesLoader.FailureHandler withoutArguments = (type, name, problem) -> {};
        FailureAnalysis analysis =
                SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(FailureAnalyzer.class, withoutArguments)
                        .stream()
                        .map(analyzer -> analyzer.analyze(failure))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("nobody can say what is wrong", failure));
        return analysis.getDescription() + "\n" + analysis.getAction();
    }

    /** That docs/spring.md has these very words. */
    public static void assertOnThePage(String... words) {
        try {
            String page = Files.readString(Path.of("..", "docs", "spring.md"));
            for (String each : words) {
                assertThat(page).contains("`" + each + "`");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
