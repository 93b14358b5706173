package io.valve4j.cli.replay;

/** A file does not have what was asked of it, so that none of its lines can be read. The message says what it has. */
public final class UnfitFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnfitFileException(String message) {
        super(message);
    }
}
