package io.valve4j.spring.boot;

import io.valve4j.config.Mistake;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists all that is wrong in {@code valve4j.*} properties. */
final class InvalidPlansFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPlansException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, InvalidPlansException cause) {
        StringBuilder description = new StringBuilder("The properties of valve4j have ")
                .append(
                        cause.mistakes().size() == 1
                                ? "a mistake"
                                : cause.mistakes().size() + " mistakes")
                .append(":\n");
        for (Mistake mistake : cause.mistakes()) {
            description.append("\n    ").append(InvalidPlansException.shown(mistake));
        }
        return new FailureAnalysis(description.toString(), "Correct what is listed, and start again.", cause);
    }
}
