package io.valve4j.spring.boot;

import io.valve4j.config.Mistake;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when {@code valve4j.*} properties cannot be meant. The message has every mistake, each with its place. */
public final class InvalidPlansException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Mistake> mistakes;

    InvalidPlansException(List<Mistake> mistakes) {
        super(listed(mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    private static String listed(List<Mistake> mistakes) {
        return mistakes.stream().map(InvalidPlansException::shown).collect(Collectors.joining(System.lineSeparator()));
    }

    static String shown(Mistake mistake) {
        return PropertyTree.PREFIX + (mistake.path().isEmpty() ? "" : "." + mistake.path()) + ": " + mistake.problem()
                + " (" + mistake.place().shown() + ")";
    }

    /** All of them. Not kept by serialisation. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
