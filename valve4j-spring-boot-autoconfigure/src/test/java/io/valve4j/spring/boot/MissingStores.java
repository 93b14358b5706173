package io.valve4j.spring.boot;

import java.util.Objects;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What a person reads of a store that is missing. */
public final class MissingStores {

    private MissingStores() {}

    /** Description and action. */
    public static String analysis(Throwable failure) {
        FailureAnalysis analysis = Objects.requireNonNull(new MissingStoreFailureAnalyzer().analyze(failure));
        return analysis.getDescription() + "\n" + analysis.getAction();
    }
}
