package io.valve4j.cli.replay;

/** A line is not what its format says. The message says what is wrong with it. */
public final class BadLineException extends Exception {

    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
        super(message);
    }
}
