package io.valve4j.cli.bench;

/** A benchmark could not be run. The message is for a person. */
public final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
