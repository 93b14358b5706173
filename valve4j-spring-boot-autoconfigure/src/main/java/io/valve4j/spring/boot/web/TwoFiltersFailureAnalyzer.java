package io.valve4j.spring.boot.web;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which of two filters can go. */
final class TwoFiltersFailureAnalyzer extends AbstractFailureAnalyzer<TwoFiltersException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, TwoFiltersException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Leave valve4j.http.user away, and there is no filter but your own; or remove your own. Several filters of your own,"
                        + " for different paths, are allowed.",
                cause);
    }
}
