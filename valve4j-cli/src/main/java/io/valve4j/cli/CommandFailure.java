package io.valve4j.cli;

/** Ends a command with a message for a person, and nothing else: no stack trace, and exit code 1. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with its whole message, in one line or a few. */
    CommandFailure(String message) {
        super(message);
    }
}
